const ENTERED = 'dianhu.entered'

/** Somebody has just logged in on this page: the first workplace that opens tells him of the time before. */
export function noteEntered(): void {
  try {
    sessionStorage.setItem(ENTERED, '1')
  } catch {
    // A browser that forbids storage tells it on the page of the log-in only.
  }
}

export function hasEntered(): boolean {
  try {
    return sessionStorage.getItem(ENTERED) === '1'
  } catch {
    return false
  }
}

export function noteSeen(): void {
  try {
    sessionStorage.removeItem(ENTERED)
  } catch {
    // Nothing was kept.
  }
}
