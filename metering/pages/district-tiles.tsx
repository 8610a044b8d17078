import { Link } from 'react-router'
import { withQuery } from '../../app/web/kit/api.ts'
import { fixed, quantity } from '../../app/web/kit/format.ts'
import { useWords } from '../../app/web/kit/words.ts'
import type { DistrictRow } from '../contract.ts'
import css from './grid.module.css'
import { meteringWords } from './words.ts'

/** The districts by feeder; only what is abnormal is coloured. */
export function DistrictTiles({ districts }: { districts: DistrictRow[] }) {
  const feeders = Map.groupBy(districts, (district) => district.feederName ?? '—')
  return [...feeders].map(([feeder, members]) => (
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
  ))
}

function Tile({ district }: { district: DistrictRow }) {
  const say = useWords(meteringWords)
  const bad = district.off > 0 || district.openAlarms > 0
  const edge = bad ? css.tileBad : district.stale > 0 ? css.tileWarn : ''
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
        {rate !== null && (
          <span className={rate > 80 ? css.warnText : ''}>{say('district.rate', { percent: rate })}</span>
        )}
      </div>
    </Link>
  )
}
