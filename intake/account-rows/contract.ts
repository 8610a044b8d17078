import { z } from 'zod'

// What crosses the wire of accounts that an application opens: the list, and the sheets by which it is told.

/** GET /api/intake/applications/{id}/accounts. Capacity in kVA. */
export const accountRowsQuery = z.object({
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(100).default(50),
})
export const accountRows = z.object({
  counts: z.object({ rows: z.number(), metered: z.number(), opened: z.number(), capacityKva: z.number() }),
  items: z.array(
    z.object({
      position: z.number(),
      place: z.string(),
      class: z.enum(['residential', 'agricultural', 'commercial']),
      /** Null: the applicant's own. */
      customerName: z.string().nullable(),
      identityNumberMasked: z.string().nullable(),
      phoneMasked: z.string().nullable(),
      capacityKva: z.number(),
      householdPersons: z.number().nullable(),
      priceCode: z.string().nullable(),
      phase: z.enum(['single', 'three']),
      meterAssetNo: z.string().nullable(),
      hasMeter: z.boolean(),
      accountNo: z.string().nullable(),
    }),
  ),
  /** Position behind which the next page begins. */
  nextAfter: z.number().nullable(),
  /** Sheets that the reader may bring in now. */
  mayImport: z.array(z.enum(['accounts', 'meters'])),
})
export type AccountRows = z.infer<typeof accountRows>

/** GET /api/intake/cut-overs/preview?districtId=…: what a cut-over of the district would touch. */
export const districtTouched = z.object({ feeder: z.string().nullable(), accounts: z.number() })

/** POST /api/intake/applications/{id}/accounts/sheets: an xlsx or a CSV, all rows or none. */
export const sheetInput = z.strictObject({
  version: z.number().int(),
  sheet: z.enum(['accounts', 'meters']),
  base64: z.base64(),
  /** Tells every fault and writes nothing. */
  dryRun: z.boolean().default(true),
})
export const sheetAnswer = z.object({
  rows: z.number(),
  written: z.boolean(),
  faultCount: z.number(),
  /** The first 500. */
  faults: z.array(z.object({ row: z.number(), column: z.string(), message: z.string() })),
})
export type SheetAnswer = z.infer<typeof sheetAnswer>
/** GET /api/intake/account-sheets/{sheet}: the template. */
export const sheetParams = z.object({ sheet: z.enum(['accounts', 'meters']) })
/** Whose accounts they are: then the template lists the prices that they may have. */
export const sheetQuery = z.object({ applicationId: z.coerce.number().int().optional() })
