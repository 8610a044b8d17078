import { Button } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useWords } from '../../app/web/kit/words.ts'
import type { AlarmList, AlarmRow } from '../alarm-contract.ts'
import { alarmWords } from './alarm-words.ts'
import css from './grid.module.css'

const REMEMBERED = 'dianhu.alarm-sound'
const TONES = [
  { hertz: 880, at: 0 },
  { hertz: 660, at: 0.18 },
  { hertz: 880, at: 0.36 },
]
const TONE_SECONDS = 0.14

/** One that planned work explains is open again once the work is over. */
const isUrgent = ({ severity, clearedAt, acknowledgedAt }: AlarmRow) =>
  severity === 'critical' && clearedAt === null && acknowledgedAt === null

/** Rings for urgent alarms that are new on this board; off until it is switched on, and remembered on this device. */
export function AlarmSound({ page }: { page: AlarmList | undefined }) {
  const say = useWords(alarmWords)
  const [isOn, setOn] = useState(() => localStorage.getItem(REMEMBERED) === 'on')
  const [isBlocked, setBlocked] = useState(false)
  const audio = useRef<AudioContext>(undefined)
  const newest = useRef<number>(undefined)

  useEffect(() => {
    if (!isOn) return
    audio.current ??= new AudioContext()
    const context = audio.current
    const look = () => setBlocked(context.state !== 'running')
    // A browser lets nothing sound before somebody has touched the page.
    const wake = () => void context.resume().then(look, look)
    context.addEventListener('statechange', look)
    window.addEventListener('pointerdown', wake)
    window.addEventListener('keydown', wake)
    wake()
    look()
    return () => {
      context.removeEventListener('statechange', look)
      window.removeEventListener('pointerdown', wake)
      window.removeEventListener('keydown', wake)
    }
  }, [isOn])

  useEffect(() => {
    if (!page) return
    const urgent = [...page.groups, ...page.alarms].filter(isUrgent).map(({ raisedAt }) => Date.parse(raisedAt))
    const latest = Math.max(0, ...urgent)
    const isNew = newest.current !== undefined && latest > newest.current
    newest.current = Math.max(latest, newest.current ?? 0)
    if (isNew && isOn && audio.current?.state === 'running') ring(audio.current)
  }, [page, isOn])

  const toggle = () => {
    localStorage.setItem(REMEMBERED, isOn ? 'off' : 'on')
    setOn(!isOn)
  }
  return (
    <>
      <Button aria-pressed={isOn} onClick={toggle}>
        {say(isOn ? 'sound.on' : 'sound.off')}
      </Button>
      {isOn && isBlocked && <span className={css.note}>{say('sound.blocked')}</span>}
    </>
  )
}

function ring(context: AudioContext): void {
  for (const { hertz, at } of TONES) {
    const tone = context.createOscillator()
    const volume = context.createGain()
    tone.frequency.value = hertz
    volume.gain.value = 0.2
    tone.connect(volume).connect(context.destination)
    tone.start(context.currentTime + at)
    tone.stop(context.currentTime + at + TONE_SECONDS)
  }
}
