import { Button } from 'antd'
import { type PointerEvent, useRef, useState } from 'react'
import css from './sketch.module.css'
import { useWords } from './words.ts'
import { kitWords } from './words-kit.ts'

const QUALITY = 0.8
const LINE = 3

/** Drawn with a finger. `label`: of the paper, for who hears the page; `keepText`: what the button says. */
export function Sketch({ label, keepText, keep }: { label: string; keepText: string; keep: (base64: string) => void }) {
  const say = useWords(kitWords)
  const pad = useRef<HTMLCanvasElement>(null)
  const [isDrawn, setDrawn] = useState(false)
  const at = (
    event: PointerEvent<HTMLCanvasElement>,
    act: (pen: CanvasRenderingContext2D, x: number, y: number) => void,
  ) => {
    const pen = event.currentTarget.getContext('2d')
    const { left, top } = event.currentTarget.getBoundingClientRect()
    if (pen) act(pen, event.clientX - left, event.clientY - top)
  }
  const begin = (event: PointerEvent<HTMLCanvasElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId)
    if (!isDrawn) prepare(event.currentTarget)
    setDrawn(true)
    at(event, (pen, x, y) => {
      pen.beginPath()
      pen.moveTo(x, y)
    })
  }
  const draw = (event: PointerEvent<HTMLCanvasElement>) => {
    if (event.buttons === 0 || !isDrawn) return
    at(event, (pen, x, y) => {
      pen.lineTo(x, y)
      pen.stroke()
    })
  }
  return (
    <>
      <canvas ref={pad} className={css.pad} role="img" aria-label={label} onPointerDown={begin} onPointerMove={draw} />
      <div className={css.ways}>
        <Button
          size="large"
          onClick={() => {
            if (pad.current) prepare(pad.current)
          }}
        >
          {say('sketch.clear')}
        </Button>
        <Button
          size="large"
          type="primary"
          disabled={!isDrawn}
          onClick={() => keep(pad.current?.toDataURL('image/jpeg', QUALITY).split(',')[1] ?? '')}
        >
          {keepText}
        </Button>
      </div>
    </>
  )
}

/** White paper as large as it is shown; a JPEG knows no transparency. */
function prepare(canvas: HTMLCanvasElement): void {
  canvas.width = canvas.clientWidth
  canvas.height = canvas.clientHeight
  const pen = canvas.getContext('2d')
  if (!pen) return
  pen.fillStyle = '#ffffff'
  pen.fillRect(0, 0, canvas.width, canvas.height)
  pen.lineWidth = LINE
  pen.lineCap = 'round'
  pen.lineJoin = 'round'
  pen.strokeStyle = '#13252e'
}
