import { Link } from 'react-router'
import { withQuery } from '../../app/web/kit/api.ts'

/** A district's name, with the way to its meters. */
export function DistrictLink({ of: { districtId, districtName } }: { of: District }) {
  if (districtId === null) return districtName ?? '—'
  return <Link to={withQuery('/grid/meters', { districtId })}>{districtName}</Link>
}

type District = { districtId: number | null; districtName: string | null }
