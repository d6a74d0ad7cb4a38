/** Files of bytes by name, appended to and read. What `append` has answered survives the death of the page. */
export interface ShelfStore {
  /** Names and lengths in bytes. */
  list(): Promise<readonly { readonly name: string; readonly bytes: number }[]>;
  /** Behind whatever the file holds; makes it where there is none. Throws where there is no room. */
  append(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  read(name: string, offset: number, bytes: number): Promise<Uint8Array<ArrayBuffer>>;
  /** Nothing will be appended for now. */
  rest(name: string): void;
  remove(name: string): Promise<void>;
  /** How many bytes may be kept here in all. */
  room(): Promise<number>;
}
