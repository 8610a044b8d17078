import { App, Button, Modal, Segmented, type TableColumnsType } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { withQuery, write } from '../../../app/web/kit/api.ts'
import { addDays, civilDay, instant } from '../../../app/web/kit/format.ts'
import { PagedTable } from '../../../app/web/kit/paged-table.tsx'
import { usePages } from '../../../app/web/kit/pages.ts'
import { useSubmit } from '../../../app/web/kit/resource.ts'
import { hasRole, useUser } from '../../../app/web/kit/session.tsx'
import { Empty, Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { RotationDue, RotationList } from '../../store/exchange-shapes.ts'
import grid from '../grid.module.css'
import { exchangeWords } from './exchange-words.ts'

/** Rotation is planned for the checks that end within this. */
const ROTATE_DAYS = 90
const causes = ['due', 'none'] as const
type Cause = (typeof causes)[number]
const itemsOf = (page: RotationList) => page.meters

export function Rotation({ done }: { done: () => void }) {
  const say = useWords(exchangeWords)
  const [isOpen, setOpen] = useState(false)
  if (!hasRole(useUser(), ['acquisition', 'grid', 'district-manager'])) return null
  return (
    <>
      <Button onClick={() => setOpen(true)}>{say('rotation.title')}</Button>
      {isOpen && <Meters close={() => setOpen(false)} done={done} />}
    </>
  )
}

/** What is to be rotated, by why; orders are opened for a hundred at once. */
function Meters({ close, done }: { close: () => void; done: () => void }) {
  const say = useWords(exchangeWords)
  const { message } = App.useApp()
  const [cause, setCause] = useState<Cause>('due')
  const until = addDays(civilDay(new Date()), ROTATE_DAYS)
  const path = '/api/metering/exchange-rotations'
  const pages = usePages<RotationList, RotationDue>(withQuery(path, { cause, until }), itemsOf)
  const open = useSubmit((input: { cause: Cause; until: string }, key) =>
    write<{ opened: number }>('POST', path, input, key),
  )
  const go = async () => {
    const sent = await open.submit({ cause, until })
    if (sent) message.success(say('rotation.opened', { count: sent.value.opened }))
    pages.first.reload()
    done()
  }
  const total = pages.first.data?.total ?? 0
  return (
    <Modal
      open
      width={820}
      title={say('rotation.title')}
      okText={say('rotation.order')}
      okButtonProps={{ disabled: total === 0 }}
      confirmLoading={open.busy}
      onOk={go}
      onCancel={close}
    >
      <Trouble error={open.error} />
      <div className={grid.filters}>
        <Segmented
          value={cause}
          onChange={setCause}
          aria-label={say('rotation.title')}
          options={causes.map((value) => ({ value, label: say(`rotation.${value}`) }))}
        />
        <span className={grid.note}>{say('rotation.total', { total })}</span>
      </div>
      <PagedTable
        of={pages}
        rowKey="pointId"
        columns={useColumns(cause)}
        width={680}
        rows={6}
        empty={<Empty title={say('rotation.empty')} next={say('rotation.empty.next')} />}
      />
    </Modal>
  )
}

function useColumns(cause: Cause): TableColumnsType<RotationDue> {
  const say = useWords(exchangeWords)
  return [
    {
      title: say('col.customer'),
      render: (_, meter) => <Link to={`/grid/meters/${meter.pointId}`}>{meter.accountName ?? meter.pointNo}</Link>,
    },
    { title: say('col.meter'), width: 190, render: (_, meter) => <span className={grid.mono}>{meter.assetNo}</span> },
    { title: say('rotation.installed'), width: 150, render: (_, meter) => instant(meter.installedAt) },
    {
      title: say('rotation.until'),
      width: 150,
      render: (_, meter) => meter.validUntil ?? say(cause === 'none' ? 'rotation.none' : 'rotation.due'),
    },
  ]
}
