import { Alert } from 'antd'
import { instant, quantity } from '../../../app/web/kit/format.ts'
import { Facts, Panel, Pill } from '../../../app/web/kit/parts.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { EntryView } from '../../store/exchange-shapes.ts'
import { exchangeWords } from './exchange-words.ts'
import css from './store.module.css'

/** Photos beside the values that were typed from them. */
export function EntryPanel({ entry }: { entry: EntryView }) {
  const say = useWords(exchangeWords)
  const decided =
    entry.decision === null ? null : (
      <Pill tone={entry.decision === 'approved' ? 'good' : 'bad'}>{say(`entry.${entry.decision}`)}</Pill>
    )
  const others = entry.photos.filter(({ subject }) => subject === 'seal' || subject === 'site')
  return (
    <Panel title={say('entry.title')} extra={decided}>
      <div className={css.stack}>
        <Findings entry={entry} />
        <div className={css.sides}>
          <Side entry={entry} subject="old-meter" title={`${say('entry.old')} · ${entry.oldAssetNo}`} />
          <Side entry={entry} subject="new-meter" title={`${say('entry.new')} · ${entry.newAssetNo}`} />
        </div>
        <Facts
          width={150}
          items={[
            { label: say('entry.at'), value: instant(entry.exchangedAt) },
            { label: say('entry.by'), value: entry.sentByName },
            {
              label: say('order.multiplier'),
              value: `${entry.ct} × ${entry.pt} = ${quantity(entry.ct * entry.pt, 4)}`,
            },
            { label: say('entry.seals'), value: <Seals entry={entry} />, wide: true },
            { label: say('entry.remarks'), value: entry.remarks || '—', wide: true },
          ]}
        />
        {others.length > 0 && (
          <div className={css.thumbs}>
            {others.map((photo) => (
              <Photo key={photo.photoId} photoId={photo.photoId} text={say(`photo.${photo.subject}`)} />
            ))}
          </div>
        )}
        <p className={css.note}>
          {say('entry.written', { written: instant(entry.writtenAt), arrived: instant(entry.arrivedAt) })}
        </p>
        {entry.decisionNote && <p>{entry.decisionNote}</p>}
      </div>
    </Panel>
  )
}

function Seals({ entry: { seals, unknownSeals } }: { entry: EntryView }) {
  const say = useWords(exchangeWords)
  if (seals.length === 0) return '—'
  return seals.map((seal) => (
    <span key={seal} className={css.seal}>
      {seal} {unknownSeals.includes(seal) && <Pill tone="calm">{say('seal.unknown')}</Pill>}
    </span>
  ))
}

function Findings({ entry }: { entry: EntryView }) {
  const say = useWords(exchangeWords)
  if (entry.findings.length === 0) return null
  const lines = entry.findings.map(({ role, because, latestWh }) =>
    say(`finding.${because}`, { role: say.code('role', role), kwh: quantity(latestWh / 1000, 2) }),
  )
  return (
    <Alert
      type="warning"
      showIcon
      title={`${say('entry.misfit')}:${lines.join(';')}`}
      description={entry.mismatchReason}
    />
  )
}

function Side({ entry, subject, title }: { entry: EntryView; subject: 'old-meter' | 'new-meter'; title: string }) {
  const say = useWords(exchangeWords)
  const values = subject === 'old-meter' ? entry.endRegisters : entry.startRegisters
  const photos = entry.photos.filter((photo) => photo.subject === subject)
  return (
    <div>
      <h3>{title}</h3>
      <table className={css.values}>
        <tbody>
          {Object.entries(values).map(([role, wh]) => (
            <tr key={role}>
              <td>{say.code('role', role)}</td>
              <td>{quantity((wh ?? 0) / 1000, 3)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {photos.length === 0 && <p className={css.note}>{say('entry.photo.missing')}</p>}
      {photos.map((photo) => (
        <Photo key={photo.photoId} photoId={photo.photoId} text={say(`photo.${subject}`)} />
      ))}
    </div>
  )
}

function Photo({ photoId, text }: { photoId: number; text: string }) {
  const source = `/api/metering/exchange-photos/${photoId}`
  return (
    <a href={source} target="_blank" rel="noreferrer">
      <img className={css.photo} src={source} alt={text} />
    </a>
  )
}
