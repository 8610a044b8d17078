import { Panel } from '../../../app/web/kit/parts.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import css from '../bill.module.css'
import { billWords } from './words.ts'

/** By which whoever the holder trusts binds the account; shown to him alone. */
export function BindingCode({ code }: { code: string }) {
  const say = useWords(billWords)
  return (
    <Panel label={say('binding')}>
      <div className={css.binding}>
        <span className={css.label}>{say('binding')}</span>
        <span className={css.bindingCode}>{code}</span>
      </div>
      <p className={css.note}>{say('binding.how')}</p>
    </Panel>
  )
}
