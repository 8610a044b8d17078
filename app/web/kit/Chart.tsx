import type { EChartsCoreOption, EChartsType } from 'echarts/core'
import { useEffect, useRef, useState } from 'react'
import css from './chart.module.css'
import { useWords } from './words.ts'
import { kitWords } from './words-kit.ts'

export type ChartOption = EChartsCoreOption

/** The one place that draws charts. The engine comes over the network only when a page with a chart is opened. */
export function Chart({ option, height = 280, label }: { option: ChartOption; height?: number; label: string }) {
  const say = useWords(kitWords)
  const host = useRef<HTMLDivElement>(null)
  const chart = useRef<EChartsType>(undefined)
  const latest = useRef(option)
  const [ready, setReady] = useState(false)
  latest.current = option

  useEffect(() => {
    let gone = false
    let observer: ResizeObserver | undefined
    void import('./chart-engine.ts').then(({ init }) => {
      if (gone || !host.current) return
      const drawn = init(host.current)
      chart.current = drawn
      drawn.setOption(latest.current)
      observer = new ResizeObserver(() => drawn.resize())
      observer.observe(host.current)
      setReady(true)
    })
    return () => {
      gone = true
      observer?.disconnect()
      chart.current?.dispose()
      chart.current = undefined
    }
  }, [])

  useEffect(() => {
    chart.current?.setOption(option, { replaceMerge: ['series', 'xAxis', 'yAxis'] })
  }, [option])

  return (
    <div className={css.frame} style={{ height }} role="img" aria-label={label}>
      {!ready && <span className={css.waiting}>{say('chart.loading')}</span>}
      <div ref={host} className={css.host} />
    </div>
  )
}
