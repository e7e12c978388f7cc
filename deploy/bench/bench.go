// Package bench measures the product beside the limit of the machine that it
// runs on. Its benchmarks leave the figures of docs/benchmarks.md:
//
//	BenchmarkUpload  a file through the portal, and into the object store, beside
//	                 minio-go's PutObject of as many bytes
//	BenchmarkDrop    from the first byte of a contract to its open case, beside
//	                 ocrmypdf --skip-text on the same file
//	BenchmarkScan    scans beside bare tesseract with the same settings, and beside
//	                 ocrmypdf --skip-text
//	BenchmarkScanQuality  characters and marks read wrong, by quality of the scan
//	BenchmarkDecide  decisions of four people at once, beside pgbench sending the
//	                 same statements
//	BenchmarkReaders the two readers of PDF pages, beside bare pdftotext
//	BenchmarkLedger  the pages and the clock of a nation, beside SELECT 1
//
// They run on real parts that flush to disk as in earnest, and on the built
// program bin/insiemi where the product is a process of its own. Ours and the
// limit take turns within one run, because a machine that is shared gets slower
// and faster meanwhile: the ratio is the figure, the times are colour.
//
// They never assert a time, and never leave anything out quietly: what is
// missing on the machine fails the benchmark with what to install. One run of a
// benchmark is one pass over all of its rounds, whatever -benchtime says.
package bench
