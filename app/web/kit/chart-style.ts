/** Colours of charts: a canvas cannot read the page's own variables. */
export const chartColours = {
  day: {
    line: '#0d5c73',
    area: 'rgba(13,92,115,0.13)',
    second: '#8fb8c4',
    warn: '#d98a1f',
    bad: '#b3261e',
    axis: '#6f838d',
    split: '#e6ecee',
    gap: 'rgba(111,131,141,0.13)',
    paper: '#ffffff',
    ink: '#13252e',
  },
  night: {
    line: '#4fb3cf',
    area: 'rgba(79,179,207,0.16)',
    second: '#5d7c89',
    warn: '#f0b04a',
    bad: '#ff7b6e',
    axis: '#7d929c',
    split: '#22343d',
    gap: 'rgba(125,146,156,0.14)',
    paper: '#1a2d36',
    ink: '#e3edf1',
  },
} as const

export type ChartTone = keyof typeof chartColours

/** Axes, grid and tooltip that every chart over time shares. */
export function timeFrame(tone: ChartTone, unit: string) {
  const colours = chartColours[tone]
  return {
    animation: false,
    grid: { left: 8, right: 14, top: 30, bottom: 6, containLabel: true },
    tooltip: {
      trigger: 'axis',
      backgroundColor: colours.paper,
      borderColor: colours.split,
      textStyle: { color: colours.ink, fontSize: 12 },
    },
    yAxis: {
      type: 'value',
      name: unit,
      nameTextStyle: { color: colours.axis, align: 'left', padding: [0, 0, 0, -20] },
      axisLabel: { color: colours.axis, fontSize: 11 },
      splitLine: { lineStyle: { color: colours.split } },
    },
  }
}

/** A category axis of clock times which labels whole hours only. */
export function clockAxis(tone: ChartTone, times: string[], everyHours: number) {
  const colours = chartColours[tone]
  return {
    type: 'category',
    boundaryGap: false,
    data: times,
    axisTick: { show: false },
    axisLine: { lineStyle: { color: colours.split } },
    axisLabel: {
      color: colours.axis,
      fontSize: 11,
      hideOverlap: true,
      interval: (_index: number, time: string) => time.endsWith(':00') && Number(time.slice(-5, -3)) % everyHours === 0,
    },
  }
}
