import { instant } from '../../app/web/kit/format.ts'
import { useLiveReload } from '../../app/web/kit/live.ts'
import { Panel, Pill } from '../../app/web/kit/parts.tsx'
import { useResource } from '../../app/web/kit/resource.ts'
import { Shown } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { PhasorView } from '../contract-meter.ts'
import grid from './grid.module.css'
import css from './reading.module.css'
import { readingWords } from './reading-words.ts'

const RADIUS = 84
const tones = { A: css.phaseA, B: css.phaseB, C: css.phaseC }

/** Voltages long and thin, currents short and thick, each to its own scale. */
export function Phasors({ pointId }: { pointId: number }) {
  const say = useWords(readingWords)
  const view = useResource<PhasorView>(`/api/metering/points/${pointId}/phasors`, { keep: true })
  useLiveReload(['readings.accepted'], view.reload, 5_000)
  return (
    <Panel
      title={say('phasor.title')}
      extra={view.data?.at && <span className={grid.note}>{instant(view.data.at)}</span>}
    >
      <Shown of={view} rows={4}>
        {(shown) =>
          shown.source === 'none' ? <p className={grid.note}>{say('phasor.none')}</p> : <Drawn view={shown} />
        }
      </Shown>
    </Panel>
  )
}

function Drawn({ view: { phasors, findings, source } }: { view: PhasorView }) {
  const say = useWords(readingWords)
  const mostV = Math.max(...phasors.map(({ uV }) => uV), 1)
  const mostA = Math.max(...phasors.map(({ iA }) => iA ?? 0), 0.001)
  return (
    <>
      <svg className={css.phasor} viewBox="-120 -112 240 224" role="img" aria-label={say('phasor.title')}>
        <circle r={RADIUS} fill="none" stroke="var(--line)" />
        <circle r={RADIUS * 0.65} fill="none" stroke="var(--line)" strokeDasharray="2 3" />
        {phasors.map(({ phase, uV, iA, uDeg, iDeg }) => (
          <g key={phase} className={tones[phase]}>
            <Arrow deg={uDeg} length={(uV / mostV) * RADIUS} width={1.4} label={`U${phase}`} />
            {iA !== null && iDeg !== null && (
              <Arrow deg={iDeg} length={Math.max(0.12, iA / mostA) * RADIUS * 0.65} width={3.2} label={`I${phase}`} />
            )}
          </g>
        ))}
      </svg>
      <p className={grid.note}>
        {phasors
          .filter(({ phiDeg }) => phiDeg !== null)
          .map(({ phase, phiDeg }) => `φ${phase} ${Math.round(phiDeg ?? 0)}°`)
          .join(' · ')}
      </p>
      <div className={css.flags}>
        {findings.map(({ kind, phases }) => (
          <Pill key={kind} tone="bad">
            {say(`phasor.${kind}`, { phases: phases.join('、') })}
          </Pill>
        ))}
        {findings.length === 0 && <Pill tone="good">{say('phasor.fine')}</Pill>}
      </div>
      <p className={grid.note}>
        {phasors.length > 1 && say('phasor.order')} {source === 'powers' && say('phasor.powers')}
      </p>
    </>
  )
}

function Arrow({ deg, length, width, label }: { deg: number; length: number; width: number; label: string }) {
  const at = (distance: number, turn = 0) => {
    const angle = ((deg + turn) * Math.PI) / 180
    return `${(distance * Math.cos(angle)).toFixed(1)},${(-distance * Math.sin(angle)).toFixed(1)}`
  }
  const [x, y] = at(length + 12).split(',')
  const head = Math.max(0, length - 7)
  return (
    <>
      <polyline
        points={`0,0 ${at(length)} ${at(head, 4)} ${at(length)} ${at(head, -4)}`}
        fill="none"
        strokeWidth={width}
        strokeLinejoin="round"
      />
      <text x={x} y={y} stroke="none" textAnchor="middle" dominantBaseline="middle">
        {label}
      </text>
    </>
  )
}
