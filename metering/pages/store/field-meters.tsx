import { instant, quantity } from '../../../app/web/kit/format.ts'
import { useWords } from '../../../app/web/kit/words.ts'
import type { ExchangeOrder, MeterRegister } from '../../store/exchange-shapes.ts'
import { exchangeWords, fieldWords } from './exchange-words.ts'
import type { Draft, Work } from './outbox.ts'
import css from './store.module.css'

type Change = (part: Partial<Draft>) => void

export function OldMeterFields(props: { order: ExchangeOrder; draft: Draft; change: Change }) {
  const { order, draft, change } = props
  const say = useWords(fieldWords)
  const word = useWords(exchangeWords)
  const latestOf = (role: MeterRegister) => order.latest.find((each) => each.role === role)
  return (
    <>
      <h3>{say('old', { no: order.assetNo })}</h3>
      <label>
        {say('at')}
        <input
          type="datetime-local"
          required
          value={draft.exchangedAt}
          onChange={(event) => change({ exchangedAt: event.target.value })}
        />
      </label>
      {order.roles.map((role) => {
        const latest = latestOf(role)
        return (
          <Register
            key={role}
            label={`${say('end', { role: word(`role.${role}`) })}（${unitOf(role)}）`}
            note={latest && say('latest', { kwh: quantity(latest.wh / 1000, 2), at: instant(latest.at) })}
            value={draft.end[role]}
            set={(value) => change({ end: { ...draft.end, [role]: value } })}
          />
        )
      })}
    </>
  )
}

export function NewMeterFields({ work, draft, change }: { work: Work; draft: Draft; change: Change }) {
  const say = useWords(fieldWords)
  const word = useWords(exchangeWords)
  const { order, inHand } = work
  const product = quantity(Number(draft.ct) * Number(draft.pt), 4)
  return (
    <>
      <h3>{say('new')}</h3>
      <label>
        {say('newMeter')}
        <input
          list="in-hand"
          required
          maxLength={64}
          value={draft.newAssetNo}
          onChange={(event) => change({ newAssetNo: event.target.value })}
        />
        <datalist id="in-hand">
          {inHand.map((assetNo) => (
            <option key={assetNo} value={assetNo} />
          ))}
        </datalist>
        <span className={css.note}>{say('newMeter.hint', { count: inHand.length })}</span>
      </label>
      {order.meterAddress !== null && (
        <label>
          {say('address')}
          <input
            inputMode="numeric"
            pattern="\d{12}"
            required
            value={draft.meterAddress}
            onChange={(event) => change({ meterAddress: event.target.value })}
          />
        </label>
      )}
      {order.roles.map((role) => (
        <Register
          key={role}
          label={`${say('start', { role: word(`role.${role}`) })}（${unitOf(role)}）`}
          value={draft.start[role]}
          set={(value) => change({ start: { ...draft.start, [role]: value } })}
        />
      ))}
      <div className={css.pair}>
        <Register label="CT" value={draft.ct} set={(ct) => change({ ct })} step="0.0001" />
        <Register label="PT" value={draft.pt} set={(pt) => change({ pt })} step="0.0001" />
      </div>
      <p className={css.note}>{say('multiplier', { product })}</p>
      <label>
        {say('seals')}
        <input value={draft.seals} maxLength={300} onChange={(event) => change({ seals: event.target.value })} />
      </label>
    </>
  )
}

function Register(props: {
  label: string
  note?: string | undefined
  value: string | undefined
  set: (value: string) => void
  step?: string
}) {
  const { label, note, value, set, step } = props
  return (
    <label>
      {label}
      <input
        type="number"
        inputMode="decimal"
        min={0}
        step={step ?? '0.001'}
        required
        value={value ?? ''}
        onChange={(event) => set(event.target.value)}
      />
      {note && <span className={css.note}>{note}</span>}
    </label>
  )
}

function unitOf(role: MeterRegister): string {
  if (role === 'maxDemand') return 'kW'
  return role.startsWith('q') ? 'kvarh' : 'kWh'
}
