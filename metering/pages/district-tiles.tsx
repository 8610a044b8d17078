import { Segmented } from 'antd'
import { Link } from 'react-router'
import { withQuery } from '../../app/web/kit/api.ts'
import { useChoices } from '../../app/web/kit/choices.ts'
import { fixed, quantity } from '../../app/web/kit/format.ts'
import { Empty } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { DistrictRow } from '../contract.ts'
import css from './grid.module.css'
import { meteringWords } from './words.ts'

/** The districts by feeder; only what is abnormal is coloured, and may be all that is shown. */
export function DistrictTiles({ districts }: { districts: DistrictRow[] }) {
  const say = useWords(meteringWords)
  const [{ show }, choose] = useChoices(['show'])
  const abnormal = districts.filter((district) => edgeOf(district) !== 'none')
  const shown = show === 'abnormal' ? abnormal : districts
  const feeders = Map.groupBy(shown, (district) => district.feederName ?? '—')
  return (
    <>
      <div className={css.show}>
        <Segmented
          aria-label={say('overview.show')}
          value={show === 'abnormal' ? show : ''}
          onChange={(value) => choose({ show: value })}
          options={[
            { value: '', label: say('overview.show.all') },
            { value: 'abnormal', label: say('overview.show.abnormal', { count: abnormal.length }) },
          ]}
        />
      </div>
      {shown.length === 0 && <Empty title={say('overview.show.none')} />}
      {[...feeders].map(([feeder, members]) => (
        <section key={feeder} className={css.feederGroup}>
          <header className={css.feeder}>
            <h3>{feeder}</h3>
            <span>{members[0]?.substationName}</span>
            <span>{quantity(members.reduce((sum, member) => sum + member.loadW, 0) / 1000, 0)} kW</span>
          </header>
          <div className={css.tiles}>
            {members.map((district) => (
              <Tile key={district.districtId} district={district} />
            ))}
          </div>
        </section>
      ))}
    </>
  )
}

function edgeOf({ off, openAlarms, stale }: DistrictRow): 'bad' | 'warn' | 'none' {
  if (off > 0 || openAlarms > 0) return 'bad'
  return stale > 0 ? 'warn' : 'none'
}

const edges = { bad: css.tileBad, warn: css.tileWarn, none: '' }

function Tile({ district }: { district: DistrictRow }) {
  const say = useWords(meteringWords)
  const edge = edges[edgeOf(district)]
  const rate = district.capacityKva ? Math.round(district.loadW / 10 / district.capacityKva) : null
  return (
    <Link to={withQuery('/grid/meters', { districtId: district.districtId })} className={`${css.tile} ${edge}`}>
      <span className={css.tileTop}>
        <span className={css.tileName} title={district.name}>
          {district.name}
        </span>
        <span className={css.note}>{say(`district.${district.kind}`)}</span>
      </span>
      <div className={css.tileLoad}>
        {fixed(district.loadW / 1000, 1)}
        <span className={css.unit}>kW</span>
      </div>
      <div className={css.bar} aria-hidden>
        <i className={css.barLive} style={{ flexGrow: district.live }} />
        <i className={css.barStale} style={{ flexGrow: district.stale }} />
        <i className={css.barOff} style={{ flexGrow: district.off }} />
        <i style={{ flexGrow: district.unknown }} />
      </div>
      <div className={css.split}>
        <span>{say('district.meters', { live: district.live, points: district.points })}</span>
        {district.stale > 0 && <span className={css.warnText}>{`${say('overview.stale')} ${district.stale}`}</span>}
        {district.off > 0 && <span className={css.badText}>{`${say('overview.off')} ${district.off}`}</span>}
        {district.openAlarms > 0 && (
          <span className={css.badText}>{say('district.alarms', { count: district.openAlarms })}</span>
        )}
        {rate !== null && (
          <span className={rate > 80 ? css.warnText : ''}>{say('district.rate', { percent: rate })}</span>
        )}
      </div>
    </Link>
  )
}
