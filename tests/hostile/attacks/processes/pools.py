"""Uses pools of processes, as a hasty student would, and leaves them running."""

OUTCOME = "either"
STOCK = False
CELLS = [
    """
import concurrent.futures
import multiprocessing
import time

try:
    pool = multiprocessing.Pool(4)
    pool.map_async(time.sleep, [20] * 8)
    print("a pool of processes")
except (OSError, ImportError) as error:
    print("held:", type(error).__name__)
""",
    """
try:
    executor = concurrent.futures.ProcessPoolExecutor(4)
    executor.submit(time.sleep, 20)
    print("an executor of processes")
except (OSError, ImportError) as error:
    print("held:", type(error).__name__)
""",
]
