import { useEffect, useRef } from 'react'

/**
 * Keys that work anywhere on the page: `Alt+A` by the key's place (a Mac writes å), or a bare `/`, which is left
 * alone while somebody is typing. While a modal dialog asks something they rest: what they act on lies behind it. A
 * drawer lets them through.
 */
export function useKeys(bindings: Record<string, () => void>): void {
  const latest = useRef(bindings)
  latest.current = bindings
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const name = nameOf(event)
      const act = name && latest.current[name]
      if (!act || isAsked()) return
      event.preventDefault()
      act()
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [])
}

function nameOf(event: KeyboardEvent): string | undefined {
  if (event.altKey && event.code.startsWith('Key')) return `Alt+${event.code.slice(3)}`
  const typing =
    event.target instanceof HTMLElement && event.target.closest('input, textarea, select, [contenteditable]')
  return event.key === '/' && !typing ? '/' : undefined
}

/** A dialog that is fading away was answered. */
function isAsked(): boolean {
  return [...document.querySelectorAll('.ant-modal:not(.ant-zoom-leave)')].some(
    (modal) => modal.getClientRects().length > 0,
  )
}
