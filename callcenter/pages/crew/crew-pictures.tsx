import { App, Button } from 'antd'
import { CameraInput } from '../../../app/web/kit/camera-input.tsx'
import { shrink } from '../../../app/web/kit/shrink.ts'
import { Sketch } from '../../../app/web/kit/sketch.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import { MOST_PHOTOS } from '../../crew/contract.ts'
import css from './crew.module.css'
import type { Draft } from './outbox.ts'
import { crewWords } from './words.ts'

const LONGEST_SIDE = 1600
const QUALITY = 0.75

type Props = {
  photos: string[]
  signature: string | undefined
  signs: boolean
  change: (part: Pick<Partial<Draft>, 'photos' | 'signature'>) => void
}

/** Photos of the site, and the customer's signature under a result. */
export function CrewPictures({ photos, signature, signs, change }: Props) {
  const say = useWords(crewWords)
  const { message } = App.useApp()
  const isFull = photos.length >= MOST_PHOTOS
  const take = async (files: File[]) => {
    const taken: string[] = []
    for (const file of files.slice(0, MOST_PHOTOS - photos.length)) {
      const base64 = await shrink(file, LONGEST_SIDE, QUALITY).catch(() => null)
      if (base64) taken.push(base64)
      else message.error(say('photo.failed', { name: file.name.slice(0, 60) }))
    }
    change({ photos: [...photos, ...taken] })
  }
  return (
    <div className={css.stack}>
      <CameraInput
        label={say('photo.take')}
        text={isFull ? say('photo.full', { most: MOST_PHOTOS }) : say('photo.take')}
        disabled={isFull}
        take={take}
      />
      {photos.length > 0 && (
        <div className={css.thumbs}>
          {photos.map((base64, index) => (
            <figure key={`${base64.length}:${base64.slice(-24)}`}>
              <img src={`data:image/jpeg;base64,${base64}`} alt={`${say('photo.name')} ${index + 1}`} />
              <Button
                type="text"
                size="small"
                onClick={() => change({ photos: photos.filter((_, place) => place !== index) })}
              >
                {say('photo.remove')}
              </Button>
            </figure>
          ))}
        </div>
      )}
      {signs && <Signature signature={signature} change={change} />}
    </div>
  )
}

function Signature({ signature, change }: Pick<Props, 'signature' | 'change'>) {
  const say = useWords(crewWords)
  return (
    <div className={css.stack}>
      <b>{say('signature')}</b>
      {signature ? (
        <>
          <img className={css.signature} src={`data:image/jpeg;base64,${signature}`} alt={say('signature')} />
          <Button onClick={() => change({ signature: undefined })}>{say('signature.again')}</Button>
        </>
      ) : (
        <Sketch
          label={say('signature.place')}
          keepText={say('signature.keep')}
          keep={(base64) => change({ signature: base64 })}
        />
      )}
    </div>
  )
}
