import { kilowattHours, yuan } from '../../app/web/kit/format.ts'
import { useWords } from '../../app/web/kit/words.ts'
import type { BillPreview, Effect } from '../vee/shapes.ts'
import css from './validation.module.css'
import { validationWords } from './validation-words.ts'

/** The bill before and after a change, in the cells of an `effect` grid. */
export function BillEffect({ bill: { before, after } }: { bill: Effect }) {
  const say = useWords(validationWords)
  if (!before || !after) return <span className={css.wide}>{say('edit.bill.none')}</span>
  const told = ({ totalYuan, energyKwh, because }: BillPreview) => {
    if (totalYuan === null) return say('edit.bill.open', { because: say.code('because', because ?? '') })
    return `${yuan(totalYuan)}（${kilowattHours((energyKwh ?? 0) * 1000)}）`
  }
  return (
    <>
      <span>{say('edit.bill', { month: before.billMonth })}</span>
      <b>{told(before)}</b>
      <span>→</span>
      <b>{told(after)}</b>
      {before.issued ? (
        <span className={css.wide}>{say('edit.bill.issued', { no: before.issued.billNo })}</span>
      ) : (
        before.totalYuan !== null &&
        before.totalYuan === after.totalYuan && (
          <span className={`${css.wide} ${css.note}`}>{say('edit.bill.same')}</span>
        )
      )}
    </>
  )
}
