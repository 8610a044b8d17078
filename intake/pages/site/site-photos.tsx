import { App, Button } from 'antd'
import { useState } from 'react'
import { CameraInput } from '../../../app/web/kit/camera-input.tsx'
import { Panel } from '../../../app/web/kit/parts.tsx'
import { shrink } from '../../../app/web/kit/shrink.ts'
import { Sketch } from '../../../app/web/kit/sketch.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { Photo } from './outbox.ts'
import css from './site.module.css'
import { siteWords } from './words.ts'

const MOST = 10
const LONGEST_SIDE = 1600
const QUALITY = 0.8

type Photos = { photos: Photo[]; disabled: boolean; change: (photos: Photo[]) => void }

/** Photos and a sketch of the site, small enough for a weak network. */
export function SitePhotos({ photos, disabled, change }: Photos) {
  const say = useWords(siteWords)
  const { message } = App.useApp()
  const [draws, setDraws] = useState(false)
  const take = async (files: File[]) => {
    const taken: Photo[] = []
    for (const file of files.slice(0, MOST - photos.length)) {
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
        <CameraInput
          label={say('photo.take')}
          text={isFull ? say('photo.full', { most: MOST }) : say('photo.take')}
          disabled={disabled || isFull}
          take={(files) => void take(files)}
        />
        {draws ? (
          <Sketch
            label={say('sketch.place')}
            keepText={say('sketch.keep')}
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
