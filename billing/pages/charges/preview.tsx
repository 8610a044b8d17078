import { type ReactNode, useEffect, useState } from 'react'
import { ApiError, write } from '../../../app/web/kit/api.ts'
import { Panel } from '../../../app/web/kit/parts.tsx'
import { Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { ChargePreview } from '../../charges/contract.ts'
import { ChargeLines } from './charge-lines.tsx'
import css from './charges.module.css'
import type { ChargeKind, Values } from './fields.ts'
import { chargeWords } from './words.ts'

const PAUSE_MS = 350

/** What the charge would say, as soon as the clerk pauses; what is still missing is counted and not scolded. */
export function PreviewPanel(props: { kind: ChargeKind; input: Values; children: ReactNode }) {
  const { kind, input, children } = props
  const say = useWords(chargeWords)
  const { preview, error } = usePreview(JSON.stringify({ kind, input }))
  const isMissing = error?.code === 'INVALID_INPUT'
  return (
    <Panel title={say('preview')} label={say('preview')}>
      {preview && <ChargeLines {...preview} />}
      {preview?.notices.map(({ code, message }) => (
        <p key={code} className={css.note}>
          {message}
        </p>
      ))}
      {!preview && !error && <p className={css.note}>{say('preview.wait')}</p>}
      {isMissing && (
        <p className={css.note} role="status">
          {say('preview.missing', { count: error.issues.length })}
        </p>
      )}
      {error && !isMissing && <Trouble error={error} atFields />}
      {children}
    </Panel>
  )
}

function usePreview(asked: string): { preview?: ChargePreview; error?: ApiError } {
  const [state, setState] = useState<{ preview?: ChargePreview; error?: ApiError }>({})
  useEffect(() => {
    let isLatest = true
    const timer = setTimeout(() => {
      write<ChargePreview>('POST', '/api/billing/charges/previews', JSON.parse(asked)).then(
        (preview) => isLatest && setState({ preview }),
        (error: unknown) => isLatest && error instanceof ApiError && setState({ error }),
      )
    }, PAUSE_MS)
    return () => {
      isLatest = false
      clearTimeout(timer)
    }
  }, [asked])
  return state
}
