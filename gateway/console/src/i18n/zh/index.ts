/** All Chinese texts. */
import admin from './admin'
import aid from './aid'
import desks from './desks'
import frame from './frame'
import operator from './operator'
import orders from './orders'

export default { ...frame, ...orders, ...operator, ...desks, ...admin, ...aid }
