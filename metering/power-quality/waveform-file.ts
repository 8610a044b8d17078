import { civilDay } from '../../db/time.ts'
import { harmonicLimitsOn, type Supply } from '../rules/power-quality/harmonic-limits.ts'
import { figuresOn } from '../rules/power-quality/limits.ts'
import { analyseWaveform, type WaveformReport } from '../rules/power-quality/waveform.ts'
import { readWaveform, UnreadableWaveform } from './read-waveform.ts'

/** Limits of a low-voltage supply, where nobody says of which it is. */
const USUAL_V = 220

const refusals = {
  NO_FUNDAMENTAL: '找不到 40–70 Hz 的基波,或不足十个周波 no fundamental between 40 and 70 Hz, or fewer than ten cycles',
  NO_WHOLE_WINDOW: '没有不缺采样点的十个周波 no ten cycles without a missing sample',
}

export type WaveformFileReport = WaveformReport & { nominalV: number | null }

/** A file of samples analysed by the limits of today. Refuses with `UnreadableWaveform`. */
export async function analyseWaveformFile(
  path: string,
  about: { rateHz: number | undefined; nominalV: number | undefined; supply: Supply | null },
): Promise<WaveformFileReport> {
  const wave = await readWaveform(path, about.rateHz)
  const today = civilDay(new Date())
  const figures = figuresOn(today)
  const nominalV = about.nominalV ?? null
  const report = analyseWaveform(wave, {
    ...{ nominalV, supply: about.supply, limits: harmonicLimitsOn(today, nominalV ?? USUAL_V) },
    bounds: {
      sagPercent: figures['sag-percent'],
      swellPercent: figures['swell-percent'],
      interruptionPercent: figures['interruption-percent'],
    },
  })
  if ('because' in report) throw new UnreadableWaveform(`${path}: ${refusals[report.because]}`)
  return { ...report, nominalV }
}
