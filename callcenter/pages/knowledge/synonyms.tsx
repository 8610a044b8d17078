import { App, Button, Form, Input, Modal, Popconfirm, type TableColumnsType } from 'antd'
import { useState } from 'react'
import type { z } from 'zod'
import { write } from '../../../app/web/kit/api.ts'
import { DataTable } from '../../../app/web/kit/data-table.tsx'
import { instant } from '../../../app/web/kit/format.ts'
import { Page, Panel } from '../../../app/web/kit/parts.tsx'
import { useResource, useSubmit } from '../../../app/web/kit/resource.ts'
import { Shown, Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { synonymList } from '../../knowledge/contract.ts'
import { synonymWords } from './words.ts'

type List = z.infer<typeof synonymList>
type Group = List['groups'][number]

/** 同义词: words of the field that mean the same when knowledge is searched. */
export default function SynonymsPage() {
  const say = useWords(synonymWords)
  const { message } = App.useApp()
  const list = useResource<List>('/api/callcenter/knowledge/synonyms')
  const [edited, edit] = useState<Group | 'new'>()
  const remove = useSubmit((id: number, key) =>
    write('DELETE', `/api/callcenter/knowledge/synonyms/${id}`, undefined, key),
  )
  const columns = useColumns({ edit, remove: (id) => remove.submit(id).then((done) => done && list.reload()) })
  const add = (
    <Button type="primary" onClick={() => edit('new')}>
      {say('add')}
    </Button>
  )
  return (
    <Page title={say('title')} lead={say('lead')} back={{ to: '/desk/knowledge', text: say('back') }} actions={add}>
      <Trouble error={remove.error} />
      <Panel flush>
        <Shown of={list} rows={8}>
          {({ groups }) => (
            <DataTable rowKey={({ id }) => String(id)} columns={columns} items={groups} width={640} pageSize={30} />
          )}
        </Shown>
      </Panel>
      {edited && (
        <GroupDialog
          group={edited === 'new' ? null : edited}
          close={(isDone) => {
            edit(undefined)
            if (!isDone) return
            message.success(say('saved'))
            list.reload()
          }}
        />
      )}
    </Page>
  )
}

type Acts = { edit: (group: Group) => void; remove: (id: number) => void }

function useColumns({ edit, remove }: Acts): TableColumnsType<Group> {
  const say = useWords(synonymWords)
  return [
    {
      title: say('words'),
      render: (_, { words }) => (
        <>
          <b>{words[0]}</b> = {words.slice(1).join('、')}
        </>
      ),
    },
    {
      title: say('changed'),
      width: 220,
      render: (_, { changedBy, changedAt }) => `${changedBy} ${instant(changedAt)}`,
    },
    {
      key: 'acts',
      width: 150,
      render: (_, group) => (
        <>
          <Button size="small" onClick={() => edit(group)}>
            {say('edit')}
          </Button>{' '}
          <Popconfirm title={say('remove.sure')} onConfirm={() => remove(group.id)}>
            <Button size="small" danger>
              {say('remove')}
            </Button>
          </Popconfirm>
        </>
      ),
    },
  ]
}

function GroupDialog({ group, close }: { group: Group | null; close: (isDone: boolean) => void }) {
  const say = useWords(synonymWords)
  const [form] = Form.useForm<{ words: string }>()
  const save = useSubmit((words: string[], key) =>
    group
      ? write('PUT', `/api/callcenter/knowledge/synonyms/${group.id}`, { words }, key)
      : write('POST', '/api/callcenter/knowledge/synonyms', { words }, key),
  )
  const cut = (text: string) => text.split(/[\s,，、;；]+/).filter((word) => word !== '')
  const submit = async ({ words }: { words: string }) => {
    if (await save.submit(cut(words))) close(true)
  }
  return (
    <Modal
      open
      title={group ? group.words[0] : say('add')}
      okText={say('save')}
      cancelText={say('cancel')}
      confirmLoading={save.busy}
      onOk={form.submit}
      onCancel={() => close(false)}
    >
      <Trouble error={save.error} />
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        onFinish={submit}
        initialValues={{ words: group?.words.join(' ') ?? '' }}
      >
        <Form.Item
          name="words"
          label={say('words')}
          extra={say('hint')}
          rules={[
            {
              validator: (_, text: string) =>
                cut(text ?? '').length < 2 ? Promise.reject(new Error(say('two'))) : Promise.resolve(),
            },
          ]}
        >
          <Input.TextArea rows={3} maxLength={300} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
