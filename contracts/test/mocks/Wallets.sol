// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @notice Says yes to what its owner's key has signed.
contract OwnedWallet {
    address public immutable owner;

    constructor(address owner_) {
        owner = owner_;
    }

    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        (address recovered,,) = ECDSA.tryRecover(hash, signature);
        return recovered == owner ? IERC1271.isValidSignature.selector : bytes4(0xffffffff);
    }
}

/// @notice Answers everything with the same bytes: the right value, a lie, nothing, or a bomb.
/// @dev The bytes stand in its code, so that whoever gets that code answers the same (vm.etch copies no storage).
contract AnsweringWallet {
    constructor(bytes memory answer) {
        // PUSH2 length, DUP1, PUSH1 10, PUSH0, CODECOPY, PUSH0, RETURN: what follows these ten bytes.
        bytes memory code = abi.encodePacked(hex"61", uint16(answer.length), hex"80600a5f395ff3", answer);
        assembly ("memory-safe") {
            return(add(code, 0x20), mload(code))
        }
    }
}

/// @notice Reverts, with the value of a yes.
contract RevertingWallet {
    fallback() external {
        bytes memory answer = abi.encode(IERC1271.isValidSignature.selector);
        assembly ("memory-safe") {
            revert(add(answer, 0x20), mload(answer))
        }
    }
}

/// @notice Uses up all gas that it is given.
contract GasBurningWallet {
    fallback() external {
        while (true) {}
    }
}

/// @notice Says yes in as many bytes as its gas pays for.
contract ReturnBombWallet {
    uint256 public immutable size;

    constructor(uint256 size_) {
        size = size_;
    }

    fallback() external {
        bytes32 yes = bytes32(IERC1271.isValidSignature.selector);
        uint256 length = size;
        assembly {
            mstore(0x00, yes)
            return(0x00, length)
        }
    }
}

/// @notice Before it says yes, calls whatever it was told to, and keeps what came of it in the answer's second word.
contract ReentrantWallet {
    address private _target;
    bytes private _data;

    function arm(address target, bytes calldata data) external {
        (_target, _data) = (target, data);
    }

    function isValidSignature(bytes32, bytes calldata) external returns (bytes4) {
        (bool success,) = _target.call(_data);
        // A call that got through shows: then the answer is no.
        return success ? bytes4(0xffffffff) : IERC1271.isValidSignature.selector;
    }
}
