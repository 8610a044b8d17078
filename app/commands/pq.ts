import { parseArgs } from 'node:util'
import { analyseWaveformFile, UnreadableWaveform, type WaveformFileReport } from '../../metering/index.ts'
import { BadSetting } from '../config.ts'
import { describeWaveform } from './pq-report.ts'

const usage = `pq analyse --waveform FILE [--rate Hz] [--nominal V] [--short-circuit MVA [--agreed MVA --supply MVA]]
  [--language zh|en] [--json]`

/**
 * `dianhu pq analyse --waveform FILE`: what a recorded voltage and current are like, held against GB/T 14549-93. Exit 0 where every
 * limit is kept, 1 where one is not, 2 where the file cannot be read. Form of the file: metering/README.md.
 */
export async function runPowerQuality(args: string[]): Promise<number> {
  const { values, positionals } = parse(args)
  const [verb, ...others] = positionals
  if (verb !== 'analyse' || !values.waveform || others.length > 0) throw new BadSetting(usage)
  const language = values.language ?? 'zh'
  if (language !== 'zh' && language !== 'en') throw new BadSetting('language: zh or en')
  const number = (name: 'rate' | 'nominal' | 'short-circuit' | 'agreed' | 'supply') => {
    const value = values[name]
    if (value === undefined) return undefined
    if (!(Number(value) > 0)) throw new BadSetting(`${name}: a number above 0`)
    return Number(value)
  }
  const shortCircuitMva = number('short-circuit')
  const [agreedMva, supplyMva] = [number('agreed'), number('supply')]
  if ((agreedMva === undefined) !== (supplyMva === undefined) || (agreedMva && shortCircuitMva === undefined)) {
    throw new BadSetting('--agreed and --supply belong together, beside --short-circuit')
  }
  let report: WaveformFileReport
  try {
    report = await analyseWaveformFile(values.waveform, {
      rateHz: number('rate'),
      nominalV: number('nominal'),
      supply: shortCircuitMva === undefined ? null : { shortCircuitMva, agreedMva, supplyMva },
    })
  } catch (fault) {
    if (!(fault instanceof UnreadableWaveform)) throw fault
    throw new BadSetting(fault.message)
  }
  console.log(values.json ? JSON.stringify(report) : describeWaveform(report, language))
  return report.isOver ? 1 : 0
}

function parse(args: string[]) {
  const text = { type: 'string' } as const
  const options = {
    ...{ waveform: text, rate: text, nominal: text, agreed: text, supply: text, language: text },
    ...{ 'short-circuit': text, json: { type: 'boolean' } as const },
  }
  return parseArgs({ args, allowPositionals: true, options })
}
