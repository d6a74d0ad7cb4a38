import type { JSONColumnType } from 'kysely';
import type {
  Attachment,
  EscalationRule,
  Message,
  Order,
  OrderContent,
  OrderPriority,
  OrderTemplate,
  Receipt,
  ReceiptState,
} from '@protocol';

/** Rows of orders and of what hangs on them, as `schema.ts` has the others. */
export interface OrdersSchema {
  orders: {
    id: string;
    number: number;
    clientKey: string;
    senderId: string;
    senderName: string;
    content: JSONColumnType<OrderContent>;
    version: number;
    earlier: JSONColumnType<Order['earlier']>;
    groupId: string | null;
    ownerId: string;
    ownerName: string;
    sentAt: number;
    expiresAt: number;
    revision: number;
  };
  /** One row: the number of the newest order. */
  orderNumbers: { last: number };
  receipts: {
    orderId: string;
    vehicleId: string;
    version: number;
    state: ReceiptState;
    times: JSONColumnType<Receipt['times']>;
    names: JSONColumnType<Receipt['names']>;
    note: string | null;
    attachmentIds: JSONColumnType<string[]>;
    arrivedBy: Receipt['arrivedBy'];
    readAloud: JSONColumnType<Receipt['readAloud']>;
    escalations: JSONColumnType<Receipt['escalations']>;
  };
  messages: {
    id: string;
    clientKey: string;
    vehicleId: string;
    orderId: string | null;
    accountId: string;
    sender: Message['from'];
    senderName: string;
    text: string;
    at: number;
  };
  attachments: {
    id: string;
    accountId: string;
    /** The vehicle whose terminal sent it; null for a desk. */
    vehicleId: string | null;
    /** Null until an order or a receipt takes it. */
    orderId: string | null;
    kind: Attachment['kind'];
    mimeType: Attachment['mimeType'];
    bytes: number;
    width: number | null;
    height: number | null;
    takenAt: number | null;
    position: JSONColumnType<Attachment['position']>;
    cameraId: string | null;
    madeAt: number;
  };
  orderTemplates: OrderTemplate;
  handOvers: {
    id: string;
    /** Who takes over. */
    accountId: string;
    fromName: string;
    note: string;
    orders: number;
    alarms: number;
    at: number;
    /** When he had read the note; null before. */
    seenAt: number | null;
  };
  escalationRules: {
    placeId: string;
    priority: OrderPriority;
    expiresAfterSeconds: number;
    steps: JSONColumnType<EscalationRule['steps']>;
  };
}
