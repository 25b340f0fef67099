import { abandonUpload, uploadFile } from "../../client/index.ts";

/** What most visits do not need: it is loaded with the first file. */
export const uploading = { abandonUpload, uploadFile };
