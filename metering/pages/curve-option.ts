import type { ChartOption } from '../../app/web/kit/Chart.tsx'
import { type ChartTone, chartColours, clockAxis, timeFrame } from '../../app/web/kit/chart-style.ts'
import { clock } from '../../app/web/kit/format.ts'
import type { CurveSlot } from '../contract.ts'

/** Average power of each quarter hour, with what is not plainly measured told apart and gaps left open. */
export function slotsToOption(
  slots: CurveSlot[],
  tone: ChartTone,
  label: string,
  other?: { name: string; slots: CurveSlot[] },
): ChartOption {
  const colours = chartColours[tone]
  const times = slots.map((slot) => clock(slot.at))
  const values = slots.map(averageKw)
  const series = (data: (number | null)[], extra: object) => ({
    type: 'line',
    name: label,
    data,
    showSymbol: false,
    ...extra,
  })
  return {
    ...timeFrame(tone, 'kW'),
    ...(other ? { legend: { top: 0, right: 0, data: [label, other.name], textStyle: { color: colours.axis } } } : {}),
    xAxis: clockAxis(tone, times, 4),
    series: [
      ...(other
        ? [
            series(other.slots.map(averageKw), {
              name: other.name,
              lineStyle: { color: colours.axis, width: 1.5, type: 'dashed' },
              itemStyle: { color: colours.axis },
            }),
          ]
        : []),
      series(values, {
        lineStyle: { color: colours.line, width: 2 },
        itemStyle: { color: colours.line },
        areaStyle: { color: colours.area },
        markArea: { silent: true, itemStyle: { color: colours.gap }, data: gaps(slots, times) },
      }),
      series(touching(slots, values, 'interpolated'), {
        tooltip: { show: false },
        lineStyle: { color: colours.second, width: 2, type: 'dashed' },
        itemStyle: { color: colours.second },
      }),
      series(touching(slots, values, 'estimated'), {
        tooltip: { show: false },
        lineStyle: { color: colours.warn, width: 2, type: 'dotted' },
        itemStyle: { color: colours.warn },
      }),
      series(only(slots, values, 'edited'), {
        tooltip: { show: false },
        showSymbol: true,
        symbolSize: 6,
        lineStyle: { opacity: 0 },
        itemStyle: { color: EDITED },
      }),
      series(only(slots, values, 'suspect'), {
        tooltip: { show: false },
        showSymbol: true,
        symbolSize: 7,
        lineStyle: { opacity: 0 },
        itemStyle: { color: colours.bad },
      }),
    ],
  }
}

export function averageKw(slot: CurveSlot): number | null {
  return slot.energyWh === null ? null : Math.round(slot.energyWh * 4) / 1000
}

const EDITED = '#9d7fc4'

function only(slots: CurveSlot[], values: (number | null)[], quality: CurveSlot['quality']): (number | null)[] {
  return values.map((value, index) => (slots[index]?.quality === quality ? value : null))
}

/** The values of one quality and their neighbours, so that its line joins what stands beside it. */
function touching(slots: CurveSlot[], values: (number | null)[], quality: CurveSlot['quality']): (number | null)[] {
  return values.map((value, index) => {
    const near = [index - 1, index, index + 1].some((place) => slots[place]?.quality === quality)
    return near ? value : null
  })
}

function gaps(slots: CurveSlot[], times: string[]) {
  const found: { xAxis: string | undefined }[][] = []
  let start = -1
  slots.forEach((slot, index) => {
    if (slot.energyWh === null && start < 0) start = index
    const next = slots[index + 1]
    if (start >= 0 && (next === undefined || next.energyWh !== null)) {
      if (slot.energyWh === null) found.push([{ xAxis: times[start] }, { xAxis: times[index + 1] ?? times[index] }])
      start = -1
    }
  })
  return found
}
