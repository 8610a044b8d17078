import { type CSSProperties, type ReactNode, useEffect } from 'react'
import { Link } from 'react-router'
import css from './parts.module.css'
import { useWords } from './words.ts'
import { kitWords } from './words-kit.ts'

export type Tone = 'good' | 'warn' | 'bad' | 'calm' | 'brand'
const textTones = { good: css.textGood, warn: css.textWarn, bad: css.textBad, calm: '', brand: '' }

export function Panel(props: {
  title?: ReactNode
  extra?: ReactNode
  flush?: boolean
  children: ReactNode
  label?: string
  className?: string
}) {
  const { title, extra, flush, children, label, className } = props
  return (
    <section className={`${css.panel} ${className ?? ''}`} aria-label={label}>
      {(title || extra) && (
        <header className={css.panelHead}>
          <h2>{title}</h2>
          {extra && <div className={css.actions}>{extra}</div>}
        </header>
      )}
      <div className={flush ? css.flush : css.panelBody}>{children}</div>
    </section>
  )
}

export function Pill({ tone, children }: { tone: Tone; children: ReactNode }) {
  return <span className={`${css.pill} ${tone === 'calm' ? '' : css[tone]}`}>{children}</span>
}

export type Fact = { label: string; value: ReactNode; wide?: boolean }

export function Facts({ items, width }: { items: Fact[]; width?: number }) {
  const style = width ? ({ '--fact-width': `${width}px` } as CSSProperties) : undefined
  return (
    <dl className={css.facts} style={style}>
      {items.map((item) => (
        <div key={item.label} className={item.wide ? css.wide : undefined}>
          <dt>{item.label}</dt>
          <dd>{item.value}</dd>
        </div>
      ))}
    </dl>
  )
}

export function Figure(props: {
  label: ReactNode
  value: ReactNode
  unit?: string
  note?: ReactNode
  tone?: Tone
  /** What the figure counts, as a list. */
  to?: string
}) {
  return (
    <div>
      <div className={css.figureLabel}>{props.label}</div>
      <div className={`${css.figureValue} ${textTones[props.tone ?? 'calm']}`}>
        {props.to ? (
          <Link className={css.figureLink} to={props.to}>
            {props.value}
          </Link>
        ) : (
          props.value
        )}
        {props.unit && <span className={css.figureUnit}>{props.unit}</span>}
      </div>
      {props.note && <div className={css.figureNote}>{props.note}</div>}
    </div>
  )
}

/** What the browser calls the page: in its tab, its history, and to whoever reads it aloud. */
export function useTitle(title: ReactNode): void {
  const product = useWords(kitWords)('product')
  useEffect(() => {
    document.title = typeof title === 'string' && title !== '' ? `${title} · ${product}` : product
  }, [title, product])
}

export function Page(props: {
  title: ReactNode
  lead?: ReactNode
  back?: { to: string; text: string }
  actions?: ReactNode
  refreshing?: boolean
  children: ReactNode
}) {
  const say = useWords(kitWords)
  useTitle(props.title)
  return (
    <>
      <header className={css.pageHead}>
        <div>
          {props.back && (
            <Link to={props.back.to} className={css.backLink}>
              ‹ {props.back.text}
            </Link>
          )}
          <h1>{props.title}</h1>
          {props.lead && <p className={css.lead}>{props.lead}</p>}
        </div>
        <div className={css.actions}>
          {props.refreshing && <span className={css.updating}>{say('refreshing')}</span>}
          {props.actions}
        </div>
      </header>
      {props.children}
    </>
  )
}
