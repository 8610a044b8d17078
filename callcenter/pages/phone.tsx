import { Button } from 'antd'
import { useState } from 'react'
import { write } from '../../app/web/kit/api.ts'
import { useSubmit } from '../../app/web/kit/resource.ts'
import { useExplanation } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import { deskWords } from './words.ts'

/** A masked number; showing it in full is put on record by the server. */
export function Phone({ accountNo, masked }: { accountNo: string; masked: string | null }) {
  const say = useWords(deskWords)
  const explain = useExplanation()
  const [full, setFull] = useState<string | null>()
  const reveal = useSubmit((no: string, key) =>
    write<{ phone: string | null }>('POST', `/api/customers/accounts/${no}/phone-reveals`, undefined, key),
  )
  if (full) return <span title={say('file.revealed')}>{full}</span>
  if (!masked) return '—'
  const show = async () => {
    const shown = await reveal.submit(accountNo)
    if (shown) setFull(shown.value.phone)
  }
  return (
    <>
      {masked}{' '}
      <Button
        size="small"
        type="link"
        style={{ padding: 0, height: 'auto' }}
        loading={reveal.busy}
        title={reveal.error && explain(reveal.error)}
        onClick={show}
      >
        {say('file.reveal')}
      </Button>
    </>
  )
}
