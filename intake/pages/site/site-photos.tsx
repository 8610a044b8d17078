import { App, Button } from 'antd'
import { type PointerEvent, useRef, useState } from 'react'
import { Icon } from '../../../app/web/kit/icons.tsx'
import { Panel } from '../../../app/web/kit/parts.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import { shrink } from '../files/prepare.ts'
import type { Photo } from './outbox.ts'
import css from './site.module.css'
import { siteWords } from './words.ts'

const MOST = 10
const LONGEST_SIDE = 1600
const QUALITY = 0.8
const LINE = 3

type Photos = { photos: Photo[]; disabled: boolean; change: (photos: Photo[]) => void }

/** Photos and a sketch of the site, small enough for a weak network. */
export function SitePhotos({ photos, disabled, change }: Photos) {
  const say = useWords(siteWords)
  const { message } = App.useApp()
  const [draws, setDraws] = useState(false)
  const take = async (input: HTMLInputElement) => {
    const files = [...(input.files ?? [])].slice(0, MOST - photos.length)
    input.value = ''
    const taken: Photo[] = []
    for (const file of files) {
      const base64 = await shrink(file, LONGEST_SIDE, QUALITY).catch(() => null)
      if (base64) taken.push({ kind: 'site-photo', name: nameOf('site-photo', photos.length + taken.length), base64 })
      else message.error(say('photo.failed', { name: file.name.slice(0, 60) }))
    }
    change([...photos, ...taken])
  }
  const isFull = photos.length >= MOST
  return (
    <Panel title={say('photos')}>
      <div className={css.stack}>
        <label className={css.camera}>
          <Icon name="camera" size={22} />
          <span>{isFull ? say('photo.full', { most: MOST }) : say('photo.take')}</span>
          <input
            type="file"
            multiple
            accept="image/*"
            aria-label={say('photo.take')}
            disabled={disabled || isFull}
            onChange={(event) => void take(event.target)}
          />
        </label>
        {draws ? (
          <Sketch
            keep={(base64) => {
              change([...photos, { kind: 'sketch', name: nameOf('sketch', photos.length), base64 }])
              setDraws(false)
            }}
          />
        ) : (
          <Button size="large" block disabled={disabled || isFull} onClick={() => setDraws(true)}>
            {say('sketch')}
          </Button>
        )}
        <div className={css.thumbs}>
          {photos.map((photo, index) => (
            <figure key={`${photo.name}:${photo.base64.length}`}>
              <img src={`data:image/jpeg;base64,${photo.base64}`} alt={photo.name} />
              <figcaption>
                {say(photo.kind === 'sketch' ? 'sketch.name' : 'photo.name')}
                <Button
                  type="text"
                  size="small"
                  disabled={disabled}
                  onClick={() => change(photos.filter((_, place) => place !== index))}
                >
                  {say('photo.remove')}
                </Button>
              </figcaption>
            </figure>
          ))}
        </div>
      </div>
    </Panel>
  )
}

const nameOf = (kind: Photo['kind'], position: number) =>
  `${kind === 'sketch' ? '现场草图' : '现场照片'}${position + 1}-${Date.now() % 100_000}.jpg`

/** Drawn with a finger. */
function Sketch({ keep }: { keep: (base64: string) => void }) {
  const say = useWords(siteWords)
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
      <canvas
        ref={pad}
        className={css.pad}
        role="img"
        aria-label={say('sketch.place')}
        onPointerDown={begin}
        onPointerMove={draw}
      />
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
          {say('sketch.keep')}
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
