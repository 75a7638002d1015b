"""Who works on a record: taking, giving, handing back; who could, and why; what becomes of it when somebody leaves."""
