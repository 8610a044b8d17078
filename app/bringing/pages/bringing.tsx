import { Alert, Checkbox, Select } from 'antd'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { ApiError } from '../../web/kit/api.ts'
import { toBase64 } from '../../web/kit/base64.ts'
import { DataTable } from '../../web/kit/data-table.tsx'
import { FilePlace } from '../../web/kit/file-place.tsx'
import { instant } from '../../web/kit/format.ts'
import { Page, Panel } from '../../web/kit/parts.tsx'
import { useResource } from '../../web/kit/resource.ts'
import { hasRole, useUser } from '../../web/kit/session.tsx'
import { Empty, Shown, Trouble } from '../../web/kit/states.tsx'
import { upload } from '../../web/kit/upload.ts'
import { useWords } from '../../web/kit/words.ts'
import type { BringingItem, BringingList } from '../contract.ts'
import css from './bringing.module.css'
import { StatePill } from './state.tsx'
import { bringingWords } from './words.ts'

type Kind = BringingItem['kind']

/** What a company brings: a file is looked through here, and what came of the latest is listed. */
export default function Bringing() {
  const say = useWords(bringingWords)
  const list = useResource<BringingList>('/api/bringing/bringings')
  const mayBring = hasRole(useUser(), ['admin'])
  return (
    <Page title={say('title')} lead={say('lead')}>
      <div className={css.panels}>
        {mayBring && list.data && <NewFile kinds={list.data.kinds} mostBytes={list.data.mostBytes} />}
        <Panel flush title={say('latest')}>
          <Shown
            of={list}
            rows={6}
            isEmpty={({ items }) => items.length === 0}
            empty={<Empty title={say('none')} next={say('none.next')} />}
          >
            {({ items }) => (
              <DataTable
                rowKey="id"
                width={860}
                items={items}
                columns={[
                  {
                    title: say('number'),
                    width: 70,
                    render: (_, { id }) => <Link to={`/office/bringing/${id}`}>{id}</Link>,
                  },
                  { title: say('kind'), width: 130, dataIndex: 'kindTitle' },
                  { title: say('fileName'), dataIndex: 'fileName', className: css.long ?? '' },
                  { title: say('rows'), width: 90, align: 'right', render: (_, { rows }) => rows.toLocaleString() },
                  { title: say('faults'), width: 80, align: 'right', dataIndex: 'faultCount' },
                  { title: say('state'), width: 130, render: (_, item) => <StatePill {...item} /> },
                  { title: say('by'), width: 120, dataIndex: 'broughtBy' },
                  { title: say('at'), width: 150, render: (_, { broughtAt }) => instant(broughtAt) },
                ]}
              />
            )}
          </Shown>
        </Panel>
      </div>
    </Page>
  )
}

function NewFile({ kinds, mostBytes }: Pick<BringingList, 'kinds' | 'mostBytes'>) {
  const say = useWords(bringingWords)
  const navigate = useNavigate()
  const [kind, setKind] = useState<Kind>('customers')
  const [mayUpdate, setMayUpdate] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<ApiError>()
  const [tooLarge, setTooLarge] = useState(false)
  const most = Math.floor(mostBytes / 1_048_576)

  const take = async (input: HTMLInputElement) => {
    const [file] = [...(input.files ?? [])]
    input.value = ''
    if (!file) return
    setError(undefined)
    setTooLarge(file.size > mostBytes)
    if (file.size > mostBytes) return
    setBusy(true)
    try {
      const body = { kind, fileName: file.name.slice(-200), base64: await toBase64(file), mayUpdate }
      const { id } = await upload<BringingItem>('/api/bringing/bringings', body, () => {})
      navigate(`/office/bringing/${id}`)
    } catch (cause) {
      setError(cause instanceof ApiError ? cause : new ApiError(0, 'SCREEN_FAULT', String(cause)))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Panel title={say('new')}>
      <Trouble error={error} atFields />
      {tooLarge && <Alert type="error" showIcon title={say('file.large', { most })} className={css.notice ?? ''} />}
      <div className={css.choice}>
        <label htmlFor="bringing-kind">{say('kind')}</label>
        <Select
          id="bringing-kind"
          className={css.kind ?? ''}
          value={kind}
          onChange={setKind}
          options={kinds.map((each) => ({ value: each.kind, label: each.title }))}
        />
        <a href={`/api/bringing/templates/${kind}`} download>
          {say('template', { title: kinds.find((each) => each.kind === kind)?.title })}
        </a>
      </div>
      {(kind === 'readings' || kind === 'balances') && <p className={css.note}>{say(`about.${kind}`)}</p>}
      <p className={css.note}>{say('template.note', { most })}</p>
      <Checkbox
        checked={mayUpdate}
        onChange={({ target }) => setMayUpdate(target.checked)}
        className={css.notice ?? ''}
      >
        {say('mayUpdate')}
      </Checkbox>
      <FilePlace
        icon="list"
        label={busy ? say('file.busy') : say('file')}
        note={say('file.note')}
        accept=".xlsx,.csv"
        disabled={busy}
        take={take}
      />
    </Panel>
  )
}
