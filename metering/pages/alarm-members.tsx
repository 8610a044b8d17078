import { withQuery } from '../../app/web/kit/api.ts'
import { civilDay, clock } from '../../app/web/kit/format.ts'
import { MorePages } from '../../app/web/kit/more-pages.tsx'
import { usePages } from '../../app/web/kit/pages.ts'
import { Pill } from '../../app/web/kit/parts.tsx'
import { Shown } from '../../app/web/kit/states.tsx'
import { useLanguage, useWords } from '../../app/web/kit/words.ts'
import type { AlarmList, AlarmRow } from '../alarm-contract.ts'
import { AlarmPlace } from './alarm-line.tsx'
import { alarmWords } from './alarm-words.ts'
import css from './grid.module.css'
import { SeverityPill } from './point-state.tsx'
import { meteringWords } from './words.ts'

const membersOf = (page: AlarmList): AlarmRow[] => page.alarms

/** What a group covers, the latest first, those that are well again marked so. */
export function AlarmMembers({ alarm }: { alarm: AlarmRow }) {
  const say = useWords(alarmWords)
  const query = { groupId: alarm.alarmId, status: 'all', limit: 50 }
  const pages = usePages<AlarmList, AlarmRow>(withQuery('/api/metering/alarms', query), membersOf)
  return (
    <section aria-label={say('group.members')}>
      <b>{say('group.members')}</b>
      <Shown of={pages.first} rows={3} isEmpty={() => pages.items.length === 0} empty={<p>{say('group.none')}</p>}>
        {() => (
          <>
            {pages.items.map((member) => (
              <Member key={member.alarmId} member={member} />
            ))}
            <MorePages of={pages} />
          </>
        )}
      </Shown>
    </section>
  )
}

function Member({ member }: { member: AlarmRow }) {
  const say = useWords(meteringWords)
  const alarmSay = useWords(alarmWords)
  const [language] = useLanguage()
  return (
    <div className={css.alarm}>
      {member.pointId === null && member.terminalId === null ? (
        <Pill tone="calm">{alarmSay('group.merged')}</Pill>
      ) : member.clearedAt ? (
        <Pill tone="calm">{say('alarm.over')}</Pill>
      ) : (
        <SeverityPill severity={member.severity} />
      )}
      <div className={css.alarmText}>
        <div>{member.title[language]}</div>
        <div className={css.note}>
          <AlarmPlace alarm={member} />
        </div>
      </div>
      <span className={css.note}>{clock(member.occurredAt, civilDay(new Date()))}</span>
    </div>
  )
}
