import { Button } from 'antd'
import { useRef, useState } from 'react'
import { toBase64 } from '../../../app/web/kit/base64.ts'
import { Icon } from '../../../app/web/kit/icons.tsx'
import { shrink } from '../../../app/web/kit/shrink.ts'
import { useWords } from '../../../app/web/kit/words.ts'
import { chatWords } from './words.ts'

const LONGEST_SIDE = 2400
const QUALITY = 0.85
const SMALL = 1_000_000

/** Chooses a picture or a PDF and sends it; a large photo is written anew, smaller. */
export function FileButton({ send }: { send: (file: { name: string; base64: string }) => Promise<unknown> }) {
  const say = useWords(chatWords)
  const field = useRef<HTMLInputElement>(null)
  const [busy, setBusy] = useState(false)
  const choose = async (file: File | undefined) => {
    if (!file) return
    setBusy(true)
    await send(await prepare(file)).finally(() => setBusy(false))
    if (field.current) field.current.value = ''
  }
  return (
    <>
      <input
        ref={field}
        type="file"
        hidden
        accept="image/jpeg,image/png,image/webp,application/pdf"
        onChange={({ target }) => void choose(target.files?.[0])}
      />
      <Button
        aria-label={say('file')}
        title={say('file.kinds')}
        icon={<Icon name="camera" size={16} />}
        loading={busy}
        onClick={() => field.current?.click()}
      />
    </>
  )
}

async function prepare(file: File): Promise<{ name: string; base64: string }> {
  const shrunk =
    file.type.startsWith('image/') && file.size > SMALL
      ? await shrink(file, LONGEST_SIDE, QUALITY).catch(() => null)
      : null
  if (shrunk) return { name: `${file.name.replace(/\.[a-z0-9]{2,5}$/i, '')}.jpg`, base64: shrunk }
  return { name: file.name, base64: await toBase64(file) }
}
