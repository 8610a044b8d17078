import type { MeasuredKind } from './alarm-measures.ts'

type Said = { zh: string; en: string }

const percentOf = (zh: string, en: string): Said => ({ zh: `%（${zh}）`, en: `% of ${en}` })
const ofLimit = percentOf('限值', 'the limit')
const ofNominal = percentOf('额定电压', 'the nominal voltage')
const ofCurrent = percentOf('电能表最大电流', 'the meter’s maximum current')
const ofPower = percentOf('电能表额定功率', 'the meter’s rated power')
const unbalanced = percentOf('最大相', 'the greatest phase')

/** In which unit a kind counts, and in which its load; null where none is asked for. */
export const measuredUnits: Record<MeasuredKind, [measured: Said, load: Said | null]> = {
  'voltage-high': [ofLimit, null],
  'voltage-low': [ofLimit, null],
  'voltage-very-high': [ofLimit, null],
  'voltage-very-low': [ofLimit, null],
  'voltage-unbalance': [unbalanced, null],
  'voltage-loss': [ofNominal, ofCurrent],
  'phase-loss': [ofNominal, ofCurrent],
  'all-voltage-loss': [ofNominal, ofCurrent],
  'current-loss': [ofCurrent, ofCurrent],
  'current-unbalance': [unbalanced, ofCurrent],
  'reverse-flow': [ofPower, null],
  overcurrent: [ofCurrent, null],
  overload: [percentOf('合同容量', 'the contract capacity'), { zh: 'kVA', en: 'kVA' }],
  'power-factor-low': [{ zh: '', en: '' }, ofPower],
  'harmonics-high': [ofLimit, null],
  runaway: [percentOf('按功率应走', 'what the power says'), ofPower],
  'meter-stopped': [percentOf('按功率应走', 'what the power says'), ofPower],
  'clock-drift': [{ zh: '秒', en: 's' }, null],
}
