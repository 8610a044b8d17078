import { Button, Modal } from 'antd'
import { useNavigate } from 'react-router'
import { useWords } from '../../web/kit/words.ts'
import { GlossaryDialog } from './glossary.tsx'
import { GuideDialog } from './guide-dialog.tsx'
import css from './help.module.css'
import type { HelpPlace } from './help-menu.tsx'
import { helpWords } from './words.ts'

/** What of the help is open. */
export default function HelpDialogs(props: { place: HelpPlace; card: string; go: (place?: HelpPlace) => void }) {
  const { place, card, go } = props
  const say = useWords(helpWords)
  const navigate = useNavigate()
  const close = () => go(undefined)
  if (place === 'guide') return <GuideDialog close={close} />
  if (place === 'glossary') return <GlossaryDialog close={close} />
  const print = () => {
    close()
    void navigate(card)
  }
  return (
    <Modal open title={say('help')} onCancel={close} footer={null} width={360}>
      <div className={css.choices}>
        <Button block onClick={() => go('guide')}>
          {say('menu.guide')}
        </Button>
        <Button block onClick={() => go('glossary')}>
          {say('menu.glossary')}
        </Button>
        <Button block onClick={print}>
          {say('menu.card')}
        </Button>
      </div>
    </Modal>
  )
}
