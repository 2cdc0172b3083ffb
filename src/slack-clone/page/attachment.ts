/** A file that waits to be sent with the next message. */
export interface Attachment {
  id: string;
  file: File;
  /** How much of it has arrived, 0 to 1. */
  arrived: number;
  /** Its id in the workspace, once all of it is there. */
  fileId: string | null;
  failure: string | null;
}
