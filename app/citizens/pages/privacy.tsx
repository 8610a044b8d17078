import { Button, Modal } from 'antd'
import { useState } from 'react'
import { useLanguage, useWords } from '../../web/kit/words.ts'
import type { Terms } from '../contract.ts'
import { citizenWords } from './citizen-words.ts'
import css from './citizens.module.css'

/** The privacy text behind its name, to be read before it is agreed to. */
export function Privacy({ text, agree }: { text: Terms['privacy']; agree?: () => void }) {
  const say = useWords(citizenWords)
  const [language] = useLanguage()
  const [open, setOpen] = useState(false)
  const close = () => setOpen(false)
  const done = () => {
    agree?.()
    close()
  }
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        {language === 'zh' ? `《${say('privacy.title')}》` : say('privacy.title')}
      </button>
      <Modal
        open={open}
        title={say('privacy.title')}
        footer={
          <Button type="primary" onClick={done}>
            {say(agree ? 'privacy.ok' : 'privacy.close')}
          </Button>
        }
        onCancel={close}
      >
        <PrivacyText text={text} />
      </Modal>
    </>
  )
}

export function PrivacyText({ text }: { text: Terms['privacy'] }) {
  const say = useWords(citizenWords)
  const [language] = useLanguage()
  const paragraphs = (language === 'zh' ? text.textZh : text.textEn).split('\n\n')
  return (
    <div className={css.privacy}>
      {paragraphs.map((paragraph) => {
        const [heading, ...lines] = paragraph.split('\n')
        return (
          <section key={heading}>
            <h3>{heading}</h3>
            <p>{lines.join('')}</p>
          </section>
        )
      })}
      <p>{say('privacy.version', { version: text.version })}</p>
    </div>
  )
}
