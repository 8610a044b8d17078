import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react'
import { find, withQuery } from '../../app/web/kit/api.ts'
import { useLiveReload } from '../../app/web/kit/live.ts'
import type { Pages } from '../../app/web/kit/pages.ts'
import { useResource, useSubmit } from '../../app/web/kit/resource.ts'
import type { AlarmList, AlarmRow } from '../alarm-contract.ts'

/** What is on the board; `isGone`: it is not among what was asked for any more, since it stands here. */
export type BoardRow = AlarmRow & { isGone: boolean }

const liveKinds = ['alarm.raised', 'alarm.repeated', 'alarm.cleared', 'alarm.acknowledged', 'repair.changed'] as const
/** However many alarms come, the board asks no more often. */
const RELOAD_MS = 3_000
const READING_PX = 240

type Rest = { items: AlarmRow[]; cursor: string | null | undefined }
const nothing: Rest = { items: [], cursor: undefined }
const rowsOf = (page: AlarmList) => [...page.groups, ...page.alarms]

/**
 * The board as it was read, kept true row by row; what is new waits while somebody reads (`isBusy`, a pointer over the list, scrolled
 * down, further pages open), so that no row moves under a hand.
 */
export function useAlarmBoard(path: string, isBusy: boolean) {
  const latest = useResource<AlarmList>(path, { keep: true })
  const [shown, setShown] = useState<AlarmList>()
  const [rest, setRest] = useState<Rest>(nothing)
  const isHeld = useRef(false)
  const isWanted = useRef(true)
  const isReading = () => isHeld.current || isBusy || rest.items.length > 0 || window.scrollY > READING_PX
  const show = (page: AlarmList | undefined) => {
    isWanted.current = false
    setShown(page)
    setRest(nothing)
  }
  const { data } = latest
  // biome-ignore lint/correctness/useExhaustiveDependencies: another question is answered at once.
  useEffect(() => {
    isWanted.current = true
  }, [path])
  // biome-ignore lint/correctness/useExhaustiveDependencies: each answer is looked at once, as it comes.
  useEffect(() => {
    if (data && (isWanted.current || !shown || rowsOf(shown).length === 0 || !isReading())) show(data)
  }, [data])
  useLiveReload(liveKinds, latest.reload, RELOAD_MS)

  const { items, known, arrived } = useMemo(() => compare(shown, rest.items, data), [shown, rest.items, data])
  // Hundreds of rows are drawn while nobody waits for them; the first are waited for.
  const later = useDeferredValue(items)
  const drawn = later.length === 0 ? items : later
  const knownIds = new Set(known.map(({ alarmId }) => alarmId))
  const cursor = rest.cursor === undefined ? shown?.nextCursor : rest.cursor
  const following = useSubmit(async (from: string) => {
    const page = await find<AlarmList>(withCursor(path, from))
    setRest((old) => ({
      items: [...old.items, ...page.alarms.filter(({ alarmId }) => !knownIds.has(alarmId))],
      cursor: page.nextCursor,
    }))
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same until the page behind it is another.
  const more = useMemo(() => (cursor ? () => void following.submit(cursor) : undefined), [cursor, path])
  const all = async () => {
    const found: AlarmRow[] = known
    for (let next = cursor; next; ) {
      const page = await find<AlarmList>(withCursor(path, next))
      found.push(...page.alarms)
      next = page.nextCursor
    }
    return found.map((row) => ({ ...row, isGone: false }))
  }
  const pages: Pages<AlarmList, BoardRow> = {
    first: { ...latest, data: shown },
    ...{ items: drawn, all, busy: following.busy, error: following.error },
    more,
  }
  return {
    pages,
    latest: data,
    arrived,
    showLatest: () => show(data),
    /** After an act of one's own. */
    refresh: () => {
      isWanted.current = true
      latest.reload()
    },
    hold: { onPointerEnter: () => (isHeld.current = true), onPointerLeave: () => (isHeld.current = false) },
  }
}

/** What is shown, as it is by now, and how much came since. */
function compare(shown: AlarmList | undefined, further: AlarmRow[], data: AlarmList | undefined) {
  const news = new Map((data ? rowsOf(data) : []).map((row) => [row.alarmId, row]))
  const known = shown ? [...rowsOf(shown), ...further] : []
  const knownIds = new Set(known.map(({ alarmId }) => alarmId))
  const oldest = data?.nextCursor ? Number(data.nextCursor) : 0
  const groups = new Set(shown?.groups)
  const items = known.map((row): BoardRow => {
    const isWithin = data !== undefined && (row.alarmId >= oldest || groups.has(row))
    return { ...row, ...news.get(row.alarmId), isGone: isWithin && !news.has(row.alarmId) }
  })
  return { items, known, arrived: [...news.keys()].filter((id) => !knownIds.has(id)).length }
}

function withCursor(path: string, cursor: string): string {
  const [base = '', query = ''] = path.split('?')
  return withQuery(base, { ...Object.fromEntries(new URLSearchParams(query)), cursor })
}
