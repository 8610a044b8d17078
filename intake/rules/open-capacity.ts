// Decides how much capacity can still be promised (可开放容量): a share of what stands there, without its largest load.

/** Null where no load was measured, or the capacity is not on file: nobody guesses it. Never below nothing. */
export function openCapacityKva(of: {
  capacityKva: number | null
  share: number
  peakKw: number | null
  pendingKw: number
}): number | null {
  const { capacityKva, share, peakKw, pendingKw } = of
  if (capacityKva === null || peakKw === null) return null
  return Math.max(0, Math.round((capacityKva * share - peakKw - pendingKw) * 10) / 10)
}
