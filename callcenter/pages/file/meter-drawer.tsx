import { Button, Drawer } from 'antd'
import { useState } from 'react'
import { clock, fixed, instant, kilowattHours, kilowatts, quantity } from '../../../app/web/kit/format.ts'
import { Facts, Panel } from '../../../app/web/kit/parts.tsx'
import { useResource } from '../../../app/web/kit/resource.ts'
import { Empty, Shown } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import { StatePill } from '../../../metering/pages/point-state.tsx'
import { AnswerNote, ReadMeter } from '../../../metering/pages/read-now.tsx'
import { type Answer, ReadValues } from '../../../metering/pages/read-values.tsx'
import { meteringWords } from '../../../metering/pages/words.ts'
import type { FileMeters } from '../../file/contract.ts'
import desk from '../desk.module.css'
import css from './file.module.css'
import { fileWords } from './words.ts'

type Meter = FileMeters['meters'][number]
type Role = Meter['registers'][number]['role']

/** In the order in which they are read out. */
const shownRoles: Record<Role, true> = {
  ...{ importTotal: true, importSharp: true, importPeak: true, importFlat: true, importValley: true },
  ...{ importDeepValley: true, exportTotal: true, q1: true, q2: true, q3: true, q4: true },
}
const roles = Object.keys(shownRoles) as Role[]

/** What the customer's meters show now, beside the call. */
export function MeterDrawer({ accountNo, open, close }: { accountNo: string; open: boolean; close: () => void }) {
  const say = useWords(fileWords)
  return (
    <Drawer open={open} onClose={close} title={say('meter.title')} size={560} mask={false} destroyOnHidden>
      {open && <Meters accountNo={accountNo} />}
    </Drawer>
  )
}

function Meters({ accountNo }: { accountNo: string }) {
  const say = useWords(fileWords)
  const resource = useResource<FileMeters>(`/api/callcenter/accounts/${accountNo}/meters`)
  return (
    <Shown
      of={resource}
      rows={8}
      isEmpty={({ meters }) => meters.length === 0}
      empty={<Empty title={say('meter.none')} next={say('meter.none.next')} />}
    >
      {({ meters }) => (
        <div className={desk.column}>
          {meters.map((meter) => (
            <OneMeter key={meter.pointId} accountNo={accountNo} meter={meter} reload={resource.reload} />
          ))}
        </div>
      )}
    </Shown>
  )
}

function OneMeter({ accountNo, meter, reload }: { accountNo: string; meter: Meter; reload: () => void }) {
  const say = useWords(fileWords)
  const words = useWords(meteringWords)
  const [answer, setAnswer] = useState<Answer>()
  const base = `/api/callcenter/accounts/${accountNo}/meters/${meter.pointId}`
  const asking = { base, questions: `${base}/questions`, isAllowed: meter.assetNo !== null }
  const { multiplier, powerW, uV, iA, powerFactor } = meter
  return (
    <Panel
      title={meter.assetNo ?? say('meter.no')}
      extra={
        <>
          <StatePill state={meter.state} />
          <Button size="small" onClick={reload}>
            {say('meter.again')}
          </Button>
          <ReadMeter asking={asking} done={reload} show={setAnswer} />
        </>
      }
    >
      {answer && (
        <section className={css.answer} aria-label={say('meter.answered')} aria-live="polite">
          <h3 className={css.head}>{say('meter.answered')}</h3>
          <AnswerNote answer={answer} />
          <ReadValues answer={answer} />
        </section>
      )}
      <p className={css.read}>
        {meter.latestAt ? say('meter.at', { at: instant(meter.latestAt) }) : say('meter.never')} ·{' '}
        {say('meter.point', { no: meter.pointNo })}
      </p>
      <Facts
        width={130}
        items={[
          { label: words('col.power'), value: kilowatts(powerW) },
          { label: words('meter.powerFactor'), value: powerFactor === null ? '—' : fixed(powerFactor, 2) },
          { label: words('meter.multiplier'), value: quantity(multiplier) },
          { label: words('meter.voltage'), value: phases(uV, 1, 'V'), wide: true },
          { label: words('meter.current'), value: phases(iA, 3, 'A'), wide: true },
        ]}
      />
      <Registers meter={meter} />
      <h3 className={css.head}>{say('use.title')}</h3>
      <Facts
        width={200}
        items={[
          {
            label: meter.today ? say('use.today.until', { at: clock(meter.today.to) }) : say('use.today'),
            value: <Used use={meter.today} />,
          },
          { label: say('use.yesterday', { day: meter.yesterday.day }), value: <Used use={meter.yesterday} /> },
        ]}
      />
    </Panel>
  )
}

function Registers({ meter }: { meter: Meter }) {
  const say = useWords(fileWords)
  const words = useWords(meteringWords)
  const shown = roles.flatMap((role) => meter.registers.filter((register) => register.role === role))
  return (
    <>
      <h3 className={css.head}>
        {words('meter.registers')} <span className={desk.note}>{words('meter.registers.lead')}</span>
      </h3>
      {shown.length === 0 && <p className={desk.note}>{say('registers.none')}</p>}
      {shown.length > 0 && (
        <table className={css.registers}>
          <tbody>
            {shown.map(({ role, wh, at }) => (
              <tr key={role}>
                <th scope="row">{words(`role.${role}`)}</th>
                <td>{energy(role, wh)}</td>
                <td className={desk.note}>{instant(at)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  )
}

/** What is not known of a day is a dash. */
function Used({ use }: { use: Meter['today'] }) {
  const words = useWords(meteringWords)
  const energyWh: Partial<Record<Role, number>> = use?.energyWh ?? {}
  return (
    <>
      {kilowattHours(energyWh.importTotal)}
      {roles.map((role) => {
        const wh = role === 'importTotal' ? undefined : energyWh[role]
        if (wh === undefined) return null
        return (
          <div key={role} className={desk.note}>
            {words(`role.${role}`)} {energy(role, wh)}
          </div>
        )
      })}
    </>
  )
}

function energy(role: Role, wh: number): string {
  return role.startsWith('q') ? `${fixed(wh / 1000, 2)} kvarh` : kilowattHours(wh)
}

const names = ['A', 'B', 'C']

/** By phase, those that the meter did not tell as a dash. */
function phases(values: (number | null)[] | null, digits: number, unit: string): string {
  if (!values?.some((value) => value !== null)) return '—'
  if (values.length === 1) return `${quantity(values[0], digits)} ${unit}`
  return `${values.map((value, phase) => `${names[phase]} ${quantity(value, digits)}`).join(' · ')} ${unit}`
}
