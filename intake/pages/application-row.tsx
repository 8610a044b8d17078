import { Link } from 'react-router'
import { instant, quantity } from '../../app/web/kit/format.ts'
import { useLanguage, useWords } from '../../app/web/kit/words.ts'
import type { ApplicationSummary } from '../contract.ts'
import css from './case.module.css'
import { DuePill, StatusPill } from './due.tsx'
import { rowWords } from './row-words.ts'

export function ApplicationRow({ item }: { item: ApplicationSummary }) {
  const say = useWords(rowWords)
  const [language] = useLanguage()
  return (
    <Link to={`/my/applications/${item.id}`} className={css.row}>
      <span className={css.rowTop}>
        <span>{item.kindTitle[language]}</span>
        <StatusPill status={item.status} />
      </span>
      <div>{item.address}</div>
      <div className={css.nowBox}>
        <span className={css.note}>
          {item.applicationNo}
          {item.requestedCapacityKw !== null && ` · ${quantity(item.requestedCapacityKw)} kW`} ·{' '}
          {instant(item.submittedAt)}
        </span>
      </div>
      {item.openSteps.map(({ step, title, role }, position) => (
        <div key={step} className={css.nowBox}>
          <span className={css.note}>
            {title[language]} · {say('case.holder', { role: say.code('role', role) })}
          </span>
          {position === 0 && item.nextDue && <DuePill clock={item.nextDue} />}
        </div>
      ))}
    </Link>
  )
}
