"""The warm processes, from outside: started behind their wall, forked for each notebook, ended in time."""
