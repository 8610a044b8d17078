import { Button } from 'antd'
import { useState } from 'react'
import { write } from '../../../app/web/kit/api.ts'
import { instant } from '../../../app/web/kit/format.ts'
import { Panel, Pill } from '../../../app/web/kit/parts.tsx'
import { useResource, useSubmit } from '../../../app/web/kit/resource.ts'
import { Shown, Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { Attachment, AttachmentKind, AttachmentList } from '../../attachments/contract.ts'
import { FileAdder } from './adder.tsx'
import css from './files.module.css'
import { fileWords } from './words.ts'

type Adding = { path: string; isMine: boolean; changed: () => void; wanted?: AttachmentKind }

/** Papers and pictures of an application: what came, and a place to add more. */
export function Files({ path, isMine, changed, wanted = 'other' }: Adding) {
  const say = useWords(fileWords)
  const files = useResource<AttachmentList>(`${path}/attachments`)
  const done = () => {
    files.reload()
    changed()
  }
  return (
    <Panel title={say('title')}>
      <Shown of={files} rows={3}>
        {({ items, mayAdd, mayOpen }) => (
          <>
            {mayAdd.length > 0 && <FileAdder path={`${path}/attachments`} kinds={mayAdd} wanted={wanted} done={done} />}
            {items.length === 0 && (
              <p className={css.note}>{say(isMine && mayAdd.length > 0 ? 'none.mine' : 'none')}</p>
            )}
            <div className={css.list}>
              {items.map((file) => (
                <FileRow key={file.id} file={file} isMine={isMine} mayOpen={mayOpen} reload={files.reload} />
              ))}
            </div>
          </>
        )}
      </Shown>
    </Panel>
  )
}

type Row = { file: Attachment; isMine: boolean; mayOpen: boolean; reload: () => void }

/** A picture shows itself; papers of a person are shown to the office only when somebody asks, as each look is recorded. */
function FileRow({ file, isMine, mayOpen, reload }: Row) {
  const say = useWords(fileWords)
  const [isLarge, setLarge] = useState(false)
  const source = `/api/intake/attachments/${file.id}/content`
  const isPicture = file.mediaType.startsWith('image/')
  const showsItself = isPicture && (isMine || !file.isPersonal)
  const opening = useSubmit((openToCustomer: boolean, key) =>
    write('PUT', `/api/intake/attachments/${file.id}/opening`, { openToCustomer }, key),
  )
  const turn = async () => {
    if (await opening.submit(!file.openToCustomer)) reload()
  }
  return (
    <div className={css.file}>
      {showsItself ? (
        <img className={css.picture} src={source} alt={file.name} loading="lazy" />
      ) : (
        <span className={css.sign}>{isPicture ? say(`kind.${file.kind}`).slice(0, 2) : 'PDF'}</span>
      )}
      <div>
        <div>
          <span className={css.kind}>{say(`kind.${file.kind}`)}</span>{' '}
          {!isMine && file.openToCustomer && <Pill tone="calm">{say('open')}</Pill>}
        </div>
        <div className={css.name} title={file.name}>
          {file.name}
        </div>
        <div className={css.note}>
          {say('by', { name: file.addedByName, at: instant(file.addedAt) })} · {size(file.byteCount)}
        </div>
        <div className={css.acts}>
          {isPicture && (
            <Button type="link" onClick={() => setLarge(!isLarge)}>
              {say(isLarge ? 'hide' : file.isPersonal && !isMine ? 'look' : 'look.mine')}
            </Button>
          )}
          <Button type="link" href={source} download>
            {say('save')}
          </Button>
          {mayOpen && (
            <Button type="link" onClick={turn} loading={opening.busy}>
              {say(file.openToCustomer ? 'open.hide' : 'open.show')}
            </Button>
          )}
        </div>
      </div>
      {isLarge && <img className={css.large} src={source} alt={file.name} />}
      <Trouble error={opening.error} />
    </div>
  )
}

function size(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1000))} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}
