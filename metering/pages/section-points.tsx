import { Button, Input, Modal, Select, type TableColumnsType } from 'antd'
import { type ReactNode, useState } from 'react'
import { Link } from 'react-router'
import { write } from '../../app/web/kit/api.ts'
import { civilDay } from '../../app/web/kit/format.ts'
import { PagedTable } from '../../app/web/kit/paged-table.tsx'
import { usePages } from '../../app/web/kit/pages.ts'
import { Panel } from '../../app/web/kit/parts.tsx'
import { useResource, useSubmit } from '../../app/web/kit/resource.ts'
import { hasRole, useUser } from '../../app/web/kit/session.tsx'
import { Empty, Trouble } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { SectionList, SectionPoint, SectionPoints } from '../sections/shapes.ts'
import grid from './grid.module.css'
import css from './reading.module.css'
import { readingWords } from './reading-words.ts'

const itemsOf = (page: SectionPoints) => page.points

/** Points of a section, or of none, with the way into another. */
export function SectionPointsPanel(props: {
  title: string
  path: string
  empty: string
  changed: () => void
  extra?: ReactNode
}) {
  const { title, path, empty, changed, extra } = props
  const pages = usePages<SectionPoints, SectionPoint>(path, itemsOf)
  const [moving, setMoving] = useState<SectionPoint>()
  return (
    <Panel flush title={title} extra={extra}>
      <PagedTable
        of={pages}
        rowKey="pointId"
        columns={useColumns(setMoving)}
        width={860}
        empty={<Empty title={empty} />}
      />
      {moving && (
        <MoveDialog
          point={moving}
          close={() => setMoving(undefined)}
          done={() => {
            pages.first.reload()
            changed()
          }}
        />
      )}
    </Panel>
  )
}

function useColumns(move: (point: SectionPoint) => void): TableColumnsType<SectionPoint> {
  const say = useWords(readingWords)
  const mayChange = hasRole(useUser(), ['district-manager', 'manager'])
  const columns: TableColumnsType<SectionPoint> = [
    {
      title: say('col.account'),
      render: (_, row) => (
        <>
          <Link className={grid.ellipsis} title={row.accountName ?? ''} to={`/grid/meters/${row.pointId}`}>
            {row.accountName ?? row.pointNo}
          </Link>
          <span className={`${grid.note} ${grid.ellipsis}`} title={row.address ?? ''}>
            {row.accountNo} {row.address}
          </span>
        </>
      ),
    },
    {
      title: say('col.asset'),
      width: 160,
      render: (_, row) => <span className={grid.mono}>{row.assetNo ?? '—'}</span>,
    },
    { title: say('col.district'), render: (_, row) => row.districtName ?? '—' },
    { title: say('col.from'), width: 110, render: (_, row) => row.validFrom ?? '—' },
    { title: say('col.to'), width: 110, render: (_, row) => row.validTo ?? '—' },
  ]
  if (!mayChange) return columns
  return [
    ...columns,
    {
      title: '',
      width: 90,
      render: (_, row) => (
        <Button size="small" onClick={() => move(row)}>
          {say('place')}
        </Button>
      ),
    },
  ]
}

function MoveDialog({ point, close, done }: { point: SectionPoint; close: () => void; done: () => void }) {
  const say = useWords(readingWords)
  const sections = useResource<SectionList>('/api/metering/sections?limit=500')
  const [sectionId, setSectionId] = useState<number>()
  const [from, setFrom] = useState(civilDay(new Date()))
  const place = useSubmit((input: { sectionId: number | null; from: string }, key) =>
    write<null>('PUT', `/api/metering/points/${point.pointId}/section`, input, key),
  )
  const submit = async () => {
    if (sectionId === undefined || !(await place.submit({ sectionId: sectionId || null, from }))) return
    close()
    done()
  }
  const leave = point.validFrom ? [{ value: 0, label: say('place.leave') }] : []
  return (
    <Modal
      open
      title={`${say('place.title')}：${point.accountName ?? point.pointNo}`}
      okButtonProps={{ disabled: sectionId === undefined || !from }}
      confirmLoading={place.busy}
      onOk={submit}
      onCancel={close}
    >
      <Trouble error={place.error ?? sections.error} />
      <div className={css.dialog}>
        <Select
          aria-label={say('place.to')}
          placeholder={say('place.to')}
          loading={sections.loading}
          value={sectionId}
          onChange={setSectionId}
          options={[
            ...leave,
            ...(sections.data?.sections ?? []).map((each) => ({
              value: each.sectionId,
              label: `${each.sectionNo} ${each.manager} ${each.districts.join('、')}`,
            })),
          ]}
        />
        <div>
          <span>{say('section.from')}</span>
          <Input
            aria-label={say('section.from')}
            type="date"
            value={from}
            onChange={(event) => setFrom(event.target.value)}
          />
        </div>
      </div>
    </Modal>
  )
}
