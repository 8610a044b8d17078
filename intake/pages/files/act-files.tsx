import { Form, Select } from 'antd'
import { useId, useState } from 'react'
import { write } from '../../../app/web/kit/api.ts'
import { useResource, useSubmit } from '../../../app/web/kit/resource.ts'
import { Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { Attachment, AttachmentList } from '../../attachments/contract.ts'
import css from './files.module.css'
import { prepareFile } from './prepare.ts'
import { fileWords } from './words.ts'

/** Files of the application by which something is done: of those that are there, or sent here and now. */
export function ActFilesItem({ path }: { path: string }) {
  const say = useWords(fileWords)
  // A dialog over a form that has one too: each label is of its own field.
  const field = useId()
  return (
    <Form.Item name="attachmentIds" label={say('act')} htmlFor={field}>
      <ActFiles path={path} id={field} />
    </Form.Item>
  )
}

/** What `Form.Item` gives to the field that it holds. */
type Field = { id?: string; value?: number[]; onChange?: (ids: number[]) => void }

function ActFiles({ path, id, value = [], onChange }: { path: string } & Field) {
  const say = useWords(fileWords)
  const [isAsked, setAsked] = useState(false)
  const files = useResource<AttachmentList>(isAsked ? `${path}/attachments` : null, { keep: true })
  const adding = useSubmit((file: { name: string; base64: string }, key) =>
    write<Attachment>('POST', `${path}/attachments`, { kind: 'other', ...file }, key),
  )
  const add = async (input: HTMLInputElement) => {
    const file = input.files?.[0]
    if (!file) return
    const prepared = await prepareFile(file)
    input.value = ''
    const added = await adding.submit(prepared)
    if (!added) return
    if (isAsked) files.reload()
    setAsked(true)
    onChange?.([...value, added.value.id])
  }
  return (
    <>
      <Select
        id={id}
        mode="multiple"
        virtual={false}
        value={value}
        onChange={onChange}
        onOpenChange={(isOpen) => isOpen && setAsked(true)}
        loading={files.loading && isAsked}
        placeholder={say('act.choose')}
        showSearch={{ optionFilterProp: 'label' }}
        options={files.data?.items.map((file) => ({
          value: file.id,
          label: `${say(`kind.${file.kind}`)} · ${file.name}`,
        }))}
      />
      <label className={css.attach}>
        {say(adding.busy ? 'act.sending' : 'act.add')}
        <input
          className={css.input}
          type="file"
          accept="image/*,application/pdf"
          aria-label={say('act.add')}
          disabled={adding.busy}
          onChange={(event) => add(event.target)}
        />
      </label>
      <Trouble error={adding.error} />
    </>
  )
}
