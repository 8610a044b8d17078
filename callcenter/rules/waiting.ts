/** Decides what somebody who waits is told of his wait: rounded up, since what was promised too short is a broken promise (house rule). */
import type { Spoken } from './menu.ts'

const MINUTE = 60
/** Longer waits are told as so many and more. */
const LONGEST_MINUTES = 30

export function describeWait({ ahead, waitSeconds }: { ahead: number; waitSeconds: number | null }): Spoken {
  const place =
    ahead === 0
      ? { zh: '您是下一位。', en: 'You are next.' }
      : {
          zh: `您前面还有 ${ahead} 位。`,
          en: `There ${ahead === 1 ? 'is 1 caller' : `are ${ahead} callers`} before you.`,
        }
  const wait = describeSeconds(waitSeconds)
  return { zh: `${place.zh}${wait.zh}`, en: `${place.en} ${wait.en}` }
}

function describeSeconds(seconds: number | null): Spoken {
  if (seconds === null) return { zh: '目前没有坐席在岗。', en: 'At present nobody is at work.' }
  const minutes = Math.max(1, Math.ceil(seconds / MINUTE))
  if (minutes > LONGEST_MINUTES)
    return { zh: `预计等待超过 ${LONGEST_MINUTES} 分钟。`, en: `Expected wait: more than ${LONGEST_MINUTES} minutes.` }
  return {
    zh: `预计等待约 ${minutes} 分钟。`,
    en: `Expected wait: about ${minutes} minute${minutes === 1 ? '' : 's'}.`,
  }
}

export const rather: Spoken = {
  zh: '如需我们回电请按 1，您的排位保留；继续等待请稍候。',
  en: ' To be called back press 1, you keep your place; or hold the line.',
}
export const thanks: Spoken = {
  zh: '已登记，您的排位保留，请保持电话畅通，再见。',
  en: 'You keep your place; we will call you back. Goodbye.',
}
