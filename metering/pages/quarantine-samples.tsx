import { Drawer } from 'antd'
import { withQuery } from '../../app/web/kit/api.ts'
import { instant } from '../../app/web/kit/format.ts'
import { MorePages } from '../../app/web/kit/more-pages.tsx'
import { usePages } from '../../app/web/kit/pages.ts'
import { Facts, Pill } from '../../app/web/kit/parts.tsx'
import { Empty, Shown } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { QuarantineGroup, QuarantineList, QuarantineRow } from '../contract-quarantine.ts'
import css from './collection.module.css'
import { quarantineWords } from './quarantine-words.ts'

const itemsOf = (page: QuarantineList) => page.messages
/** More of a message than a person reads is not put on the page. */
const SHOWN_CHARACTERS = 20_000

/** The messages of a group as they came, newest first. */
export function QuarantineSamples({ group, close }: { group: QuarantineGroup | undefined; close: () => void }) {
  const say = useWords(quarantineWords)
  const query = group && { terminal: group.terminal ?? '', meter: group.meter ?? '', reason: group.reason, limit: 10 }
  const pages = usePages<QuarantineList, QuarantineRow>(query ? toPath(query) : null, itemsOf)
  return (
    <Drawer
      open={group !== undefined}
      onClose={close}
      size={720}
      styles={{ wrapper: { maxWidth: '100%' } }}
      title={say('samples.title', { reason: group ? say.code('reason', group.reason) : '' })}
    >
      <Shown
        of={pages.first}
        rows={8}
        isEmpty={() => pages.items.length === 0}
        empty={<Empty title={say('samples.none')} />}
      >
        {() => (
          <>
            <ol className={css.steps}>
              {pages.items.map((row) => (
                <Sample key={row.quarantineId} row={row} />
              ))}
            </ol>
            <MorePages of={pages} />
          </>
        )}
      </Shown>
    </Drawer>
  )
}

/** An empty name is asked for too: it means those that name none. */
function toPath({
  terminal,
  meter,
  reason,
  limit,
}: {
  terminal: string
  meter: string
  reason: string
  limit: number
}) {
  const names = new URLSearchParams({ terminal, meter })
  return `${withQuery('/api/metering/quarantine', { reason, limit })}&${names}`
}

function Sample({ row }: { row: QuarantineRow }) {
  const say = useWords(quarantineWords)
  return (
    <li>
      <div className={css.stepHead}>
        <b>{instant(row.arrivedAt)}</b>
        {row.count > 1 && <span className={css.note}>{say('kept.told', { count: row.count })}</span>}
        {row.form === 'cut' && <Pill tone="warn">{say('samples.cut')}</Pill>}
      </div>
      <Facts
        items={[
          { label: say('samples.topic'), value: <code className={css.wrap}>{row.topic}</code>, wide: true },
          { label: say('samples.detail'), value: <span className={css.wrap}>{row.detail || '—'}</span>, wide: true },
        ]}
      />
      <pre className={css.payload}>{readable(row.payload)}</pre>
    </li>
  )
}

/** JSON is laid out; what is none is shown as it came. */
function readable(payload: string): string {
  const text = payload.length > SHOWN_CHARACTERS ? `${payload.slice(0, SHOWN_CHARACTERS)} …` : payload
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
