import { Fragment, type ReactNode } from 'react'
import { Link } from 'react-router'
import { type Block, readMarkup, type Span } from '../../knowledge/contract.ts'
import css from './knowledge.module.css'

/** What is written of an article, as blocks; nothing in it is ever taken for HTML. */
export function Markup({ text }: { text: string }) {
  return (
    <div className={css.body}>
      {readMarkup(text).map((block, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a text has no other key, and is never reordered.
        <Fragment key={at}>{show(block)}</Fragment>
      ))}
    </div>
  )
}

function show(block: Block): ReactNode {
  switch (block.kind) {
    case 'heading':
      return <h3>{spans(block.spans)}</h3>
    case 'paragraph':
      return <p>{spans(block.spans)}</p>
    case 'list': {
      const items = block.items.map((item, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: as above.
        <li key={at}>{spans(item)}</li>
      ))
      return block.isOrdered ? <ol>{items}</ol> : <ul>{items}</ul>
    }
    case 'table':
      return (
        <div className={css.scroll}>
          <table>
            <thead>
              <tr>
                {block.head.map((cell, at) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: as above.
                  <th key={at}>{spans(cell)}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {block.rows.map((row, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: as above.
                <tr key={at}>
                  {row.map((cell, place) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: as above.
                    <td key={place}>{spans(cell)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )
  }
}

function spans(parts: Span[]): ReactNode {
  return parts.map(({ text, isStrong, href }, at) => {
    const key = `${at} ${text}`
    if (href?.startsWith('/'))
      return (
        <Link key={key} to={href}>
          {text}
        </Link>
      )
    if (href)
      return (
        <a key={key} href={href} target="_blank" rel="noreferrer">
          {text}
        </a>
      )
    return isStrong ? <strong key={key}>{text}</strong> : <Fragment key={key}>{text}</Fragment>
  })
}
