import { Panel } from '../../app/web/kit/parts.tsx'
import { useLanguage, useWords } from '../../app/web/kit/words.ts'
import type { Statement } from '../statement-contract.ts'
import { applyWords } from './apply-words.ts'
import css from './case.module.css'

/** Who pays for the work and what becomes of the base charge, each with its clause. */
export function Statements({ statements }: { statements: Statement[] }) {
  const say = useWords(applyWords)
  const [language] = useLanguage()
  return statements.map(({ about, code, text, clause, confirmed }) => (
    <p key={about}>
      <b>{say(`rules.${about}`)}</b> {say.code('rules', code)} · {text[language]}
      <br />
      <span className={css.note}>
        {confirmed || clause.includes('待确认') ? clause : `${clause}（${say('rules.unconfirmed')}）`}
      </span>
    </p>
  ))
}

/** Those in force on the day on which an application came in; most kinds have none. */
export function StatementsPanel({ statements }: { statements: Statement[] }) {
  const say = useWords(applyWords)
  if (statements.length === 0) return null
  return (
    <Panel title={say('rules.money')}>
      <div className={css.rules}>
        <Statements statements={statements} />
      </div>
    </Panel>
  )
}
