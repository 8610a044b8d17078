import { Button } from 'antd'
import { useState } from 'react'
import { useWords } from '../../../app/web/kit/words.ts'
import type { Entry } from '../../store/exchange-shapes.ts'
import { shrinkPhoto } from '../photo.ts'
import { PhotoInput } from '../photo-input.tsx'
import { exchangeWords, fieldWords } from './exchange-words.ts'
import css from './store.module.css'

type Photos = Entry['photos']
const subjects = ['old-meter', 'new-meter', 'seal', 'site'] as const
const MOST = 6

export function PhotoFields({ photos, change }: { photos: Photos; change: (photos: Photos) => void }) {
  const say = useWords(fieldWords)
  const word = useWords(exchangeWords)
  const [state, setState] = useState<'working' | 'failed'>()
  const take = async (subject: Photos[number]['subject'], input: HTMLInputElement) => {
    const file = input.files?.[0]
    if (!file) return
    setState('working')
    const photo = await shrinkPhoto(file).catch(() => undefined)
    input.value = ''
    setState(photo ? undefined : 'failed')
    if (photo) change([...photos, { ...photo, subject }])
  }
  return (
    <div className={css.stack}>
      <h3>{say('photos')}</h3>
      {subjects.map((subject) => (
        <PhotoInput
          key={subject}
          label={word(`photo.${subject}`)}
          disabled={photos.length >= MOST}
          take={(input) => void take(subject, input)}
        />
      ))}
      {state && (
        <span className={css.note} role="status">
          {say(`photo.${state}`)}
        </span>
      )}
      <div className={css.thumbs}>
        {photos.map((photo, index) => (
          <figure key={`${photo.subject}:${photo.base64.length}:${photo.base64.slice(-24)}`}>
            <img src={`data:${photo.mediaType};base64,${photo.base64}`} alt={word(`photo.${photo.subject}`)} />
            <figcaption>
              {word(`photo.${photo.subject}`)}
              <Button size="small" type="text" onClick={() => change(photos.filter((_, place) => place !== index))}>
                {say('photo.remove')}
              </Button>
            </figcaption>
          </figure>
        ))}
      </div>
    </div>
  )
}
