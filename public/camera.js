// Reads the codes in the pictures of a tablet's camera, where the browser cannot: beside the page, which stays quick meanwhile and whose
// own policy allows no such module. What has failed says nothing any more: the page ends this worker and begins another.
import begin, { read } from '/pkg/reader.js';

onmessage = ({ data }) => {
  try {
    postMessage(read(data.grey, data.width));
  } catch {
    postMessage(null);
  }
};

begin({ module_or_path: '/pkg/reader_bg.wasm' }).then(
  () => postMessage([]),
  () => postMessage(null),
);
